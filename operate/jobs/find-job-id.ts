import { parseArgs } from 'node:util';
import { Refusal, UsageError } from '../../command/command.ts';
import type { Deployment } from '../deployment.ts';
import { NotHere } from '../stacks/not-here.ts';
import { type ListedJob, MAX_SKEW, newestJobs } from './read-index.ts';
import { createReadMeter } from './read-meter.ts';

/** What `start` prints of a job ID is eight characters long. */
const MIN_LENGTH = 4;
const MAX_TOLD = 10;
/** A UUID, or the beginning of one. */
const BEGINNING = /^[0-9a-f]{1,8}(-[0-9a-f]{0,4}(-[0-9a-f]{0,4}(-[0-9a-f]{0,4}(-[0-9a-f]{0,12})?)?)?)?$/;
const UUID_LENGTH = 36;

/**
 * The job ID that a person gave in full, or by its beginning as far as that is enough.
 * @throws Refusal naming the jobs that begin so when there are several; UsageError for a beginning that is too short.
 */
export async function findJobId(deployment: Deployment, given: string, now: number): Promise<string> {
  if (!isBeginning(given)) return given;
  if (given.length < MIN_LENGTH)
    throw new UsageError(`JOBID is "${given}": at least the first ${MIN_LENGTH} characters of a job ID are needed.`);
  const reading = {
    tableName: deployment.require('ledgerTable'),
    config: deployment.configOf('dynamodb'),
    filter: { jobIdPrefix: given },
    before: now + MAX_SKEW,
    wanted: MAX_TOLD,
    meter: createReadMeter(),
  };
  const found: ListedJob[] = [];
  for await (const job of newestJobs(reading)) {
    found.push(job);
    if (found.length > MAX_TOLD) break;
  }
  const [only, ...others] = found;
  if (only === undefined)
    throw new NotHere(
      `The ledger lists no job whose ID begins with ${given}. One that an earlier release began is found by its full ID.`,
    );
  if (others.length === 0) return only.jobId;
  const told = found.slice(0, MAX_TOLD).map(({ jobId, phase }) => `  ${jobId}  ${phase}`);
  const more = found.length > MAX_TOLD ? ['  and more'] : [];
  throw new Refusal(
    [`Several jobs begin with ${given}; give more of the ID that you mean:`, ...told, ...more].join('\n'),
  );
}

/**
 * For what changes a job: another job in another Region may begin in the same way, and both would be changed.
 * @param args A command line whose one word is the job ID.
 * @throws UsageError for the beginning of a job ID.
 */
export function requireFullJobId(args: readonly string[]): void {
  const options = { message: { type: 'string' }, type: { type: 'string' } } as const;
  const { positionals } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true });
  const beginning = positionals.find(isBeginning);
  if (beginning === undefined) return;
  throw new UsageError(
    `JOBID is "${beginning}": in several Regions a job is changed by its full ID only. jobs show tells it.`,
  );
}

const isBeginning = (given: string) => given.length < UUID_LENGTH && BEGINNING.test(given);
