import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { actionEnvironment } from '../../../lambda/entry/environment.ts';
import { createWorkerAt } from '../../../lambda/worker.ts';
import { startActionThread } from '../../../lambda/workplace/action-thread.ts';
import { few } from '../../few.ts';
import { timeLimit } from '../../time-limit.ts';
import { deliver, type Lambda } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';
import { CLIENT, createWorld, type World } from './world.ts';

const lines = captureLogLines();
const OTHER = 'c0ffee00-0000-4000-8000-00000000000b';
const entry = new URL('../workplace/trying-thread.ts', import.meta.url);

/** What the actions of the hostile customer do, each in its turn. */
const HOSTILE = [
  'leaves things',
  'prints',
  'leaves files',
  'exits',
  'loops',
  'forges',
  'rejects unheard',
  'prints metrics',
  'throws unheard',
  'ignores its signal',
  'leaves processes',
  'fills the memory',
  'waits for a process',
  'fills the disk',
  'ends in nonsense',
];
/**
 * Twice as many jobs. The first six ways are enough for every change, and each way once for every day; a thousand jobs are
 * `PAIRS=500 npm test -- test/lambda/middleware/worker-neighbours.test.ts`.
 */
const PAIRS = Number(process.env['PAIRS'] ?? few(6, HOSTILE).length);

it('gives each of two customers, who take turns on one worker, what it would have alone, however hostile the other is', {
  timeout: Math.max(120_000, PAIRS * 8_000),
}, async () => {
  const alone = await openWorker();
  await alone.work(OTHER, 'looks around');
  const [expected] = alone.seenOf(OTHER);
  lines.length = 0;

  const shared = await openWorker();
  for (let pair = 0; pair < PAIRS; pair++) {
    await shared.work(CLIENT, HOSTILE[pair % HOSTILE.length] ?? '');
    await shared.work(OTHER, 'looks around');
  }

  expect(expected?.job).toMatchObject({ status: 'Succeeded', summary: expect.stringContaining('"leftovers":[]') });
  expect(expected?.lines.length).toBeGreaterThan(4);
  const seen = shared.seenOf(OTHER);
  expect(seen).toHaveLength(PAIRS);
  for (const one of seen) expect(one).toEqual(expected);
  expect(shared.seenOf(CLIENT).filter(({ job }) => !['Succeeded', 'Failed'].includes(job.status))).toEqual([]);
  const ends = countedByCloudWatch('JobsSucceeded') + countedByCloudWatch('JobsFailed');
  expect(ends).toBe(2 * PAIRS);
});

/** A field that is named like a metric is none without `_aws`. */
const countedByCloudWatch = (metric: string) =>
  lines.map((line) => JSON.parse(line)).filter((line) => line._aws !== undefined && line[metric] === 1).length;

/** One warm worker in a world of its own. */
async function openWorker() {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'neighbours-'));
  onTestFinished(() => rm(temporaryFolder, { recursive: true }));
  const world = createWorld();
  world.codePipeline.setToken(OTHER, 'token-of-other');
  world.clients.set(OTHER, { token: 'token-of-other' });
  const ports = world.workerPorts(async () => {
    throw new Error('this action is in the wrong thread');
  });
  const options = { environment: actionEnvironment(), heapMegabytes: 64, temporaryFolder };
  const worker = createWorkerAt(ports, () => startActionThread(entry, options));
  const jobs: { clientId: string; jobId: string }[] = [];
  return {
    async work(clientId: string, Note: string) {
      const configuration = { Note, Password: `password of ${clientId}` };
      jobs.push({ clientId, jobId: world.addJob({ clientId, configuration, outputArtifacts: [] }) });
      await world.poll();
      await deliverInTime(world, worker);
    },
    seenOf(clientId: string) {
      const told = Map.groupBy(
        lines.map((line) => JSON.parse(line)),
        ({ jobId }) => jobId,
      );
      return jobs.filter((job) => job.clientId === clientId).map(({ jobId }) => viewOf(world, jobId, told.get(jobId)));
    },
  };
}

/** Lets the worker's time run out when an action has said that it waits for that. */
async function deliverInTime(world: World, worker: Lambda): Promise<void> {
  const told = lines.length;
  let over = false;
  const delivered = deliver(world.queue, worker, world.clock).finally(() => {
    over = true;
  });
  const waits = () => lines.slice(told).some((line) => line.includes('begins to'));
  await expect.poll(() => over || waits(), { timeout: timeLimit(30_000) }).toBe(true);
  if (!over && waits()) await world.clock.advance(896_000);
  expect(await delivered).toBe('deleted');
}

/** All that can be seen of a job, without what is never the same twice: what is printed may be before or after what is logged. */
function viewOf(world: World, jobId: string, told: Record<string, unknown>[] = []) {
  const { status, result } = world.codePipeline.job(jobId);
  const summary = result && 'executionDetails' in result ? result.executionDetails.summary : undefined;
  const history = world.ledger.history.filter((change) => change.jobId === jobId);
  return {
    job: { status, summary },
    ledger: history.map(({ phase, attempt, remembered, leaseUntil, changedAt }) => {
      return { phase, attempt, remembered, lease: Math.max(0, leaseUntil - changedAt) };
    }),
    lines: told
      .map(({ timestamp, requestId, jobId: _, _aws, ...rest }) => ({
        ...rest,
        metrics: Object(_aws).CloudWatchMetrics,
      }))
      .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
  };
}
