import type { CommandSurroundings } from '../../command/command.ts';
import { formatSpan } from '../../command/text.ts';
import type { Deployment } from '../deployment.ts';
import { readLimit } from './list-jobs.ts';
import type { JobFilter } from './read-index.ts';
import { createReadMeter } from './read-meter.ts';
import { describePhase } from './read-moments.ts';
import { type ScannedJob, scanLedger } from './scan-ledger.ts';

const HEADING = ['JOB', 'CLIENT', 'PHASE', 'ATTEMPT', 'AGE', 'HELD', 'OUTCOME'];

interface ScanFlags {
  limit: string;
  json?: boolean | undefined;
}

/** Prints the jobs that changed last, of every entry in the ledger, and the cost of reading them. */
export async function scanJobs(
  deployment: Deployment,
  { phases, clientId }: Pick<JobFilter, 'phases' | 'clientId'>,
  { limit, json }: ScanFlags,
  { clock, print, printTable, printJson, note }: CommandSurroundings,
): Promise<void> {
  const wanted = readLimit(limit);
  const meter = createReadMeter();
  let jobs: ScannedJob[] = [];
  let found = 0;
  for await (const job of scanLedger(deployment.require('ledgerTable'), deployment.configOf('dynamodb'), meter)) {
    if ((phases !== undefined && !phases.includes(job.phase)) || (clientId !== undefined && job.clientId !== clientId))
      continue;
    found += 1;
    jobs.push(job);
    if (jobs.length >= 2 * wanted + 1000) jobs = lastChanged(jobs, wanted);
  }
  jobs = lastChanged(jobs, wanted);
  const now = clock.now();
  if (json) for (const job of jobs) printJson(viewOf(job, now));
  else if (jobs.length === 0) print('No such job in the ledger.');
  else
    printTable(
      HEADING,
      jobs.map((job) => rowOf(job, now)),
    );
  note(meter.tell());
  if (found > jobs.length) note(`There are ${found} such jobs; --limit takes up to 10000.`);
}

const lastChanged = (jobs: readonly ScannedJob[], wanted: number) =>
  jobs.toSorted((a, b) => b.changedAt - a.changedAt).slice(0, wanted);

const viewOf = ({ leaseUntil, changedAt, notBefore, ...job }: ScannedJob, now: number) => ({
  ...job,
  ...(notBefore !== undefined && { notBefore: new Date(notBefore).toISOString() }),
  changedAt: new Date(changedAt).toISOString(),
  held: leaseUntil > now,
});

const rowOf = (job: ScannedJob, now: number): string[] => [
  job.jobId,
  job.clientId,
  describePhase(job.phase, job.notBefore),
  String(job.attempt),
  formatSpan(now - job.changedAt),
  job.leaseUntil > now ? 'held' : '-',
  job.outcome ?? '-',
];
