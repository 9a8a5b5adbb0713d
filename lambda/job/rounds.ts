import { createHmac } from 'node:crypto';
import type { Clock } from '../../model/clock.ts';
import { type RoundLimits, roundLimits } from '../../model/round-limits.ts';
import type { JobDetails, PipelineContext, PolledJob } from '../action/job.ts';
import { type Continues, type Failed, failed } from '../action/outcome.ts';
import type { SourceJob } from './job-source.ts';
import { newEntry } from './ledger.ts';
import type { Ledger, LedgerReader } from './ports.ts';

/** The beginning of the `jobId` of an entry that counts the rounds of an action and stands for no job. */
export const ROUNDS = 'rounds:';

/** What the rounds of one action have in common. */
export interface Chain {
  clientId: string;
  job: Pick<SourceJob, 'sealingKey'>;
  pipeline: PipelineContext;
}

export const chainOf = ({ clientId }: PolledJob, job: Chain['job'], { accountId, pipeline }: JobDetails): Chain => ({
  clientId: clientId ?? accountId ?? '',
  job,
  pipeline,
});

export interface RoundPorts {
  ledger: Ledger;
  clock: Clock;
  limits?: RoundLimits | undefined;
}

/**
 * Counts one more round of an action that continues. The action owns the token that a round hands to the next, so the count
 * cannot be in it. It is in the ledger under a hash of the token; the next round has the token and so finds the count, and
 * the moment before which it must not start. A reader of the ledger cannot guess the token: the hash is keyed with a key of
 * the source. When the key changes, the count starts again at 1; also when the action execution ID changes from round to
 * round, which is assumed not to happen.
 * @returns the failure that replaces another round, when there were too many rounds or they take too long.
 */
export async function countRound(
  { ledger, clock, limits = roundLimits }: RoundPorts,
  chain: Chain,
  token: string | undefined,
  outcome: Continues,
): Promise<Continues | Failed> {
  const now = clock.now();
  const before = token === undefined ? undefined : (await ledger.read(entryId(chain, token)))?.rounds;
  const notBefore = outcome.notBefore?.getTime() ?? 0;
  const rounds = {
    number: (before?.number ?? 0) + 1,
    startedAt: before?.startedAt ?? now,
    ...(notBefore > now && { notBefore }),
  };
  const age = (now - rounds.startedAt) / 1000;
  if (rounds.number >= limits.rounds) return tooLong(outcome, `after ${rounds.number} rounds`);
  if (age >= limits.ageSeconds) return tooLong(outcome, `within ${spanOf(limits.ageSeconds)}`);

  const id = entryId(chain, outcome.continuationToken);
  const found = await ledger.read(id);
  const entry = { ...newEntry(id, chain.clientId, now), createdAt: undefined };
  await ledger.write({ ...entry, phase: 'reported', rounds }, found?.revision);
  return outcome;
}

/** The moment before which the round that is handed this token must not start, in epoch milliseconds, if there is one. */
export const startOfRound = async (ledger: LedgerReader, chain: Chain, token: string): Promise<number | undefined> =>
  (await ledger.read(entryId(chain, token)))?.rounds?.notBefore;

/** In hours where it is at least two of them; a deployment may allow one minute. */
function spanOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 120) return `${Math.floor(minutes / 60)} hours`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

const tooLong = ({ externalExecutionId }: Continues, when: string): Failed =>
  failed(
    'JobFailed',
    `The action was not done ${when}, so its worker ended it. What it waits for may never come.`,
    externalExecutionId,
  );

function entryId({ clientId, job, pipeline }: Chain, token: string): string {
  const { actionExecutionId, pipelineName, stageName, actionName } = pipeline;
  const text = JSON.stringify([clientId, actionExecutionId, pipelineName, stageName, actionName, token]);
  return `${ROUNDS}${createHmac('sha256', job.sealingKey(ROUNDS)).update(text).digest('base64url')}`;
}
