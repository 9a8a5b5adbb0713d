import { type CommandSurroundings, UsageError } from '../../command/command.ts';
import { readWholeNumber } from '../../command/flags.ts';
import { formatSpan } from '../../command/text.ts';
import type { Deployment } from '../deployment.ts';
import { type JobFilter, type ListedJob, MAX_SKEW, newestJobs } from './read-index.ts';
import { createReadMeter } from './read-meter.ts';
import { describePhase, readMoments } from './read-moments.ts';

const MAX_JOBS = 10_000;
const HEADING = ['JOB', 'CLIENT', 'PHASE', 'AGE', 'PIPELINE', 'STAGE', 'ACTION'];

/** The flags of all commands that list jobs. */
export const pageOptions = {
  phase: { type: 'string' },
  client: { type: 'string' },
  limit: { type: 'string', default: '100' },
  before: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const readLimit = (text: string) => readWholeNumber('limit', text, 1, MAX_JOBS);

interface PageFlags {
  limit: string;
  before?: string | undefined;
  json?: boolean | undefined;
}

/** Prints the newest jobs that pass the filter, the cost of reading them, and how to go on. */
export async function listJobs(
  deployment: Deployment,
  filter: JobFilter,
  { limit, before, json }: PageFlags,
  { clock, print, printTable, printJson, note }: CommandSurroundings,
): Promise<void> {
  const wanted = readLimit(limit);
  const meter = createReadMeter();
  const ledger = {
    tableName: deployment.require('ledgerTable'),
    config: deployment.configOf('dynamodb'),
    meter,
  };
  const all = newestJobs({
    ...ledger,
    filter,
    before: Math.min(clock.now() + MAX_SKEW, before === undefined ? Number.POSITIVE_INFINITY : readMoment(before)),
    wanted: wanted + 1,
  });
  const { jobs, isLast } = await takePage(all, wanted);
  const moments = await readMoments(ledger, jobs);
  if (json) for (const job of jobs) printJson(viewOf(job, moments.get(job.jobId)));
  else if (jobs.length === 0) print('No such job in the ledger.');
  else
    printTable(
      HEADING,
      jobs.map((job) => rowOf({ ...job, phase: describePhase(job.phase, moments.get(job.jobId)) }, clock.now())),
    );
  note(meter.tell());
  const last = jobs.at(-1);
  if (isLast) note('A job that an earlier release began is not listed here; list --scan reads every entry.');
  else if (last)
    note(`There are more such jobs; --before ${toIso(last.createdAt)} goes on, --limit takes up to ${MAX_JOBS}.`);
}

/** A page ends between two moments, so that the next one can begin there: the jobs of one moment stay together. */
async function takePage(
  all: AsyncIterable<ListedJob>,
  wanted: number,
): Promise<{ jobs: ListedJob[]; isLast: boolean }> {
  const jobs: ListedJob[] = [];
  for await (const job of all) {
    if (jobs.length >= wanted && job.createdAt !== jobs.at(-1)?.createdAt) return { jobs, isLast: false };
    jobs.push(job);
  }
  return { jobs, isLast: true };
}

const viewOf = ({ createdAt, ...job }: ListedJob, notBefore: number | undefined) => ({
  ...job,
  ...(notBefore !== undefined && { notBefore: toIso(notBefore) }),
  createdAt: toIso(createdAt),
});

const rowOf = (job: Omit<ListedJob, 'phase'> & { phase: string }, now: number): string[] => [
  job.jobId,
  job.clientId,
  job.phase,
  formatSpan(now - job.createdAt),
  job.pipelineName ?? '-',
  job.stageName ?? '-',
  job.actionName ?? '-',
];

const toIso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** @throws UsageError */
function readMoment(text: string): number {
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(moment)) return moment;
  throw new UsageError(`--before is "${text.slice(0, 50)}": it takes a moment such as 2030-01-31T12:00:00.000Z.`);
}
