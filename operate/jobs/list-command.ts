import { type Command, type CommandSurroundings, UsageError } from '../../command/command.ts';
import { parseFlags, readWholeNumber } from '../../command/flags.ts';
import { formatSpan } from '../../command/text.ts';
import { type Deployment, deploymentOptions, findDeployment } from '../deployment.ts';
import { phases } from './entry.ts';
import { readQueueDepth } from './job-queue.ts';
import { type ListedJob, scanLedger } from './scan-ledger.ts';

const USUAL_LIMIT = '100';
const MAX_JOBS = 10_000;
const HEADING = ['JOB', 'CLIENT', 'PHASE', 'ATTEMPT', 'AGE', 'HELD', 'OUTCOME'];

export const listCommand: Command = async (args, surroundings) => {
  const { values } = parseFlags(args, {
    ...deploymentOptions,
    phase: { type: 'string' },
    client: { type: 'string' },
    limit: { type: 'string', default: USUAL_LIMIT },
    json: { type: 'boolean' },
  });
  const { phase, client } = values;
  if (phase !== undefined && !phases.includes(phase)) throw new UsageError(`--phase is one of ${phases.join(', ')}.`);
  const limit = readWholeNumber('limit', values.limit, 1, MAX_JOBS);
  const deployment = findDeployment(values, surroundings.environment);

  const { jobs, complete } = await takeFirst(
    limit,
    scanLedger(deployment.require('ledgerTable'), deployment.configOf('dynamodb')),
    (job) => (phase === undefined || job.phase === phase) && (client === undefined || job.clientId === client),
  );
  jobs.sort((a, b) => b.changedAt - a.changedAt);
  if (values.json) printAsJson(jobs, surroundings);
  else {
    printAsTable(jobs, surroundings);
    await noteQueues(deployment, surroundings);
  }
  if (!complete) surroundings.note(`There are more than ${limit} such jobs; --limit takes up to ${MAX_JOBS}.`);
};

async function takeFirst(limit: number, all: AsyncIterable<ListedJob>, wanted: (job: ListedJob) => boolean) {
  const jobs: ListedJob[] = [];
  for await (const job of all) {
    if (!wanted(job)) continue;
    if (jobs.length === limit) return { jobs, complete: false };
    jobs.push(job);
  }
  return { jobs, complete: true };
}

function printAsJson(jobs: readonly ListedJob[], { clock, printJson }: CommandSurroundings): void {
  const now = clock.now();
  for (const { leaseUntil, changedAt, ...job } of jobs) {
    printJson({ ...job, changedAt: new Date(changedAt).toISOString(), held: leaseUntil > now });
  }
}

function printAsTable(jobs: readonly ListedJob[], { clock, print, printTable }: CommandSurroundings): void {
  const now = clock.now();
  const rows = jobs.map((job) => [
    job.jobId,
    job.clientId,
    job.phase,
    String(job.attempt),
    formatSpan(now - job.changedAt),
    job.leaseUntil > now ? 'held' : '-',
    job.outcome ?? '-',
  ]);
  if (rows.length === 0) print('No such job in the ledger.');
  else printTable(HEADING, rows);
}

/** How full the queues are, of those that are known. */
async function noteQueues(deployment: Deployment, { note }: CommandSurroundings): Promise<void> {
  const queues = [
    ['Queue', deployment.find('queueUrl')],
    ['Dead letters', deployment.find('deadLetterQueueUrl')],
  ] as const;
  for (const [name, url] of queues) {
    if (url === undefined) continue;
    const { waiting, hidden } = await readQueueDepth(url, deployment.configOf('sqs'));
    note(`${name}: about ${waiting} waiting, ${hidden} received or delayed.`);
  }
}
