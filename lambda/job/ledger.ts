import { createHash, randomUUID } from 'node:crypto';
import { pipelineNames } from '../../model/job-index.ts';
import type { Ledger, LedgerEntry, PipelineNames } from './ports.ts';

/**
 * The life of one ledger entry. Every arrow is one conditional write, and only the holder of the lease takes the
 * arrows below the line. A lease that ran out by the clock is still its holder's until somebody else takes the job.
 *
 * | from             | to           | by and when                                                                  |
 * | ---------------- | ------------ | ---------------------------------------------------------------------------- |
 * | (absent)         | queued       | poller: CodePipeline offers the job                                          |
 * | queued, unreportable | queued  | poller: still offered five minutes later, so the message or the token was bad |
 * | lost             | queued       | poller: offered by a poll sent after that, so it is nobody's: the offer had lapsed |
 * | reported         | queued       | poller: still offered five minutes later, so no acknowledge of ours counted  |
 * | claiming         | claiming     | poller: offered by a poll sent after the acknowledge, so that had no effect  |
 * | claiming, running | the same    | poller: still offered five minutes later and nobody holds the lease          |
 * | waiting          | waiting      | poller: still offered five minutes after its moment and nobody holds the lease |
 * | claiming, waiting, running | queued | poller: a custom action's job is offered with another nonce, so no acknowledge of ours counted |
 * | unreportable     | as before it | operator: its client was put right, so that it goes on where it stopped      |
 * | ---------------- | ------------ | ---------------------------------------------------------------------------- |
 * | queued           | claiming     | worker: before AcknowledgeThirdPartyJob                                      |
 * | claiming         | running      | worker: acknowledged, now or by an earlier attempt                           |
 * | claiming         | waiting      | worker: the same, of a round that must not start yet; its message is hidden  |
 * | waiting          | running      | worker: the moment has come, and the first run of the action begins          |
 * | waiting          | decided      | worker: the action could not be run; last word: the round goes on as another job |
 * | claiming         | queued       | worker: the acknowledge certainly had no effect                              |
 * | queued           | queued       | last word: the job is left on offer                                          |
 * | queued, claiming | lost         | worker: the job is not ours; it is never reported                            |
 * | any of these     | unreportable | worker: unknown client or refused token, so nobody can report it             |
 * | running          | running      | worker: a run of the action begins, and is counted; there are three at most  |
 * | running          | decided      | worker: the outcome is known; written before the Put call, until it is answered |
 * | decided          | running      | worker: the continuation token in the outcome can no longer be read          |
 * | decided          | reported     | worker: CodePipeline took the result, or no longer takes one                 |
 */
export type Phase = LedgerEntry['phase'];

/** Entries outlive the longest job (12 hours of job timeout, many rounds of continuation) by days, in seconds. */
const KEPT_FOR = 14 * 24 * 3600;

const OVER: readonly Phase[] = ['reported', 'lost', 'unreportable'];

/** Whether a message for this job has nothing left to do. */
export const isOver = (entry: LedgerEntry) => OVER.includes(entry.phase);

/** Whether a worker may be at work on the job right now. */
export const isHeld = (entry: LedgerEntry, now: number) => entry.leaseUntil > now;

/** Whether the job is ours, but its round must not start yet. */
export const isWaiting = ({ phase, notBefore = 0 }: LedgerEntry, now: number) => phase === 'waiting' && notBefore > now;

/** What the ledger keeps of a nonce. */
export const hashOf = (nonce: string) => createHash('sha256').update(nonce).digest('base64url');

/** The entry of a job that nobody has worked on. */
export const newEntry = (jobId: string, clientId: string, now: number): LedgerEntry => ({
  jobId,
  clientId,
  phase: 'queued',
  revision: randomUUID(),
  attempt: 0,
  runs: 0,
  leaseUntil: 0,
  changedAt: now,
  createdAt: now,
  remembered: {},
  expiresAt: expiry(now),
});

/** The next state of an entry, ready for one conditional write. */
export const changed = (entry: LedgerEntry, changes: Partial<LedgerEntry>, now: number): LedgerEntry => ({
  ...entry,
  ...changes,
  revision: randomUUID(),
  changedAt: now,
  expiresAt: expiry(now),
});

/** Only the names that are known, of a value that may hold more. */
export const namesOf = (named: PipelineNames): PipelineNames =>
  Object.fromEntries(pipelineNames.flatMap((name) => (named[name] === undefined ? [] : [[name, named[name]]])));

const expiry = (now: number) => Math.floor(now / 1000) + KEPT_FOR;

/**
 * One conditional write. After a refusal the entry is read, because this write itself may have changed it when its first
 * answer was lost and the SDK sent it again.
 */
export async function replace(ledger: Ledger, entry: LedgerEntry, replacing: string | undefined): Promise<boolean> {
  if (await ledger.write(entry, replacing)) return true;
  const stored = await ledger.read(entry.jobId);
  return stored?.revision === entry.revision;
}
