import type { Clock } from '../../model/clock.ts';
import type { HeldJob } from './held-job.ts';
import { isUnreportable, type SourceJob, type Unreportable } from './job-source.ts';
import type { Lease } from './lease.ts';
import { hashOf } from './ledger.ts';

/** How often an acknowledge is sent in one claim. */
const MAX_TRIES = 4;

/**
 * How long, in leases, a job that may be ours must not have been on offer before it counts as ours: 90 seconds. In this time
 * CodePipeline offers again what nobody acknowledged, and a poller asks.
 */
const OURS_AFTER_LEASES = 0.75;

type Verdict = 'ours' | 'refused' | Unreportable | Error;

/** Where an acknowledge stands between two calls. */
interface Standing {
  readonly nonce: string | undefined;
  readonly tried: number;
  /** Whether an acknowledge of ours may have taken effect. */
  readonly mayBeOurs: boolean;
}

type State = Standing &
  ({ readonly at: 'send' | 'look' | 'pause' } | { readonly at: 'end'; readonly verdict: Verdict });

/**
 * Acknowledges the job, as a small state machine:
 *
 * | at    | answer                            | then                                                                |
 * | ----- | --------------------------------- | ------------------------------------------------------------------- |
 * | send  | in progress                       | end: the job is ours                                                |
 * | send  | refused                           | look                                                                |
 * | send  | unreportable                      | end: `unreportable`                                                 |
 * | send  | no answer                         | pause; from now on, the job may be ours                             |
 * | send  | rejected                          | pause                                                               |
 * | look  | another nonce                     | send, with that one: the job was offered again                      |
 * | look  | the same nonce, or no details     | end: `refused`, unless an earlier attempt or a lost answer may be behind it: then ours if the job was not offered again for long enough, else in doubt |
 * | pause | over                              | send; after the last try, end: no answer                            |
 *
 * A refusal with the current nonce has two possible reasons: the job is ours already, or its offer has lapsed. Only a lapsed
 * job is offered again, so a job in doubt is left to a later attempt, or to the poller that sees its offer.
 *
 * If no acknowledge of ours can have taken effect, the job goes back to `queued`, unless it was refused.
 * @throws Error when no try was answered, the job is in doubt, or a lookup in between failed; the next attempt goes on.
 */
export async function acknowledge(
  job: SourceJob,
  { lease, redactor }: HeldJob,
  nonce: string | undefined,
  clock: Clock,
): Promise<'ours' | 'refused' | Unreportable> {
  const moves = movesOf(job, lease, clock);
  let state: State = { at: 'send', nonce, tried: 0, mayBeOurs: lease.entry.phase === 'claiming' };
  if (nonce !== undefined) await noteAsked(lease, nonce, clock);
  while (state.at !== 'end') {
    state = await moves[state.at](state).catch((error) => end(state, error));
    redactor.add(state.nonce);
  }
  const { verdict, mayBeOurs } = state;
  if (!mayBeOurs && verdict !== 'ours' && verdict !== 'refused') {
    await lease.persist({ phase: 'queued', asked: undefined }, lease.shortPatience);
  }
  if (verdict instanceof Error) throw verdict;
  return verdict;
}

const end = (standing: Standing, verdict: Verdict): State => ({ ...standing, at: 'end', verdict });

/** Writes down, before the acknowledge is sent, with which nonce it is sent. */
async function noteAsked(lease: Lease, nonce: string, clock: Clock): Promise<void> {
  const hash = hashOf(nonce);
  const { phase, asked } = lease.entry;
  // An earlier release did not note it, and does not wait either.
  if (phase === 'claiming' && (asked === undefined || asked.nonce === hash)) return;
  await lease.change({ phase: 'claiming', asked: { nonce: hash, at: clock.now() } });
}

/** A write that took longer than a second notes a moment that is long past, so it is made again, this number of times at most. */
const MAX_DOUBT_WRITES = 3;

/**
 * For a job whose details do not tell its nonce: the poller may have seen a new offer of it while a worker held the lease, and
 * could not queue it. So the wait begins with the first doubt, after which the lease is free. Tells whether this is the first.
 */
async function startToDoubt(lease: Lease, clock: Clock): Promise<boolean> {
  const { asked } = lease.entry;
  if (!asked || asked.isDoubted) return false;
  for (let written = 0, at = 0; written < MAX_DOUBT_WRITES && clock.now() - at > 1000; written++) {
    at = clock.now();
    await lease.change({ asked: { ...asked, at, isDoubted: true } });
  }
  return true;
}

const isOutOfDoubt = ({ entry: { asked }, seconds }: Lease, clock: Clock) =>
  asked === undefined || clock.now() - asked.at >= OURS_AFTER_LEASES * seconds * 1000;

const movesOf = (
  job: SourceJob,
  lease: Lease,
  clock: Clock,
): Record<'send' | 'look' | 'pause', (now: Standing) => Promise<State>> => ({
  async send(before) {
    if (before.nonce === undefined) return { ...before, at: 'look' };
    const answer = await job.acknowledge(before.nonce);
    const now = { ...before, tried: before.tried + 1 };
    if (isUnreportable(answer)) return end(now, answer);
    if (answer === 'in-progress') return end(now, 'ours');
    if (answer === 'refused') return { ...now, at: 'look' };
    return { ...now, at: 'pause', mayBeOurs: now.mayBeOurs || answer === 'no-answer' };
  },
  async look(now) {
    const details = await job.details();
    const told = details === 'not-found' || isUnreportable(details) ? now.nonce : details.nonce;
    const isNewOffer = told !== undefined && told !== now.nonce;
    if (isNewOffer && now.tried < MAX_TRIES) {
      await noteAsked(lease, told, clock);
      return { ...now, at: 'send', nonce: told };
    }
    if (!now.mayBeOurs) return end(now, 'refused');
    const isFirstDoubt = told === undefined && (await startToDoubt(lease, clock));
    if (!isNewOffer && !isFirstDoubt && isOutOfDoubt(lease, clock)) return end(now, 'ours');
    return end(now, new Error('It is not certain yet whether the acknowledge took effect.'));
  },
  async pause(now) {
    if (now.tried >= MAX_TRIES)
      return end(now, new Error(`The acknowledge was tried ${MAX_TRIES} times without an answer.`));
    await clock.sleep(2 ** now.tried * 100);
    return { ...now, at: 'send' };
  },
});
