import type { Clock } from '../../model/clock.ts';
import type { HeldJob } from './held-job.ts';
import { isUnreportable, type SourceJob, type Unreportable } from './job-source.ts';

/** How often an acknowledge is sent in one claim. */
const MAX_TRIES = 4;

type Verdict = 'ours' | 'refused' | Unreportable | Error;

/** Where an acknowledge stands between two calls. */
interface Standing {
  readonly nonce: string;
  readonly tried: number;
  /** Whether an acknowledge of ours may have taken effect. */
  readonly mayBeOurs: boolean;
}

type State = Standing &
  ({ readonly at: 'send' | 'look' | 'pause' } | { readonly at: 'end'; readonly verdict: Verdict });

/**
 * Acknowledges, knowing what each answer means:
 *
 * | at    | answer                            | then                                                                |
 * | ----- | --------------------------------- | ------------------------------------------------------------------- |
 * | send  | in progress                       | end: the job is ours                                                |
 * | send  | refused                           | look                                                                |
 * | send  | unreportable                      | end: `unreportable`                                                 |
 * | send  | no answer                         | pause; it may have had an effect, from now on                       |
 * | send  | rejected                          | pause                                                               |
 * | look  | another nonce                     | send, with that one: the job was offered anew                       |
 * | look  | the same nonce, or no details     | end: ours if an earlier attempt or a lost answer may be behind it, else `refused` |
 * | pause | over                              | send; after the last try, end: no answer                            |
 *
 * A job of which it is certain that no acknowledge of ours took effect goes back to `queued`, unless it was refused.
 * @throws Error when no try was answered, or a lookup in between failed; the next attempt goes on.
 */
export async function acknowledge(
  job: SourceJob,
  { lease, redactor }: HeldJob,
  nonce: string,
  clock: Clock,
): Promise<'ours' | 'refused' | Unreportable> {
  const moves = movesOf(job, clock);
  let state: State = { at: 'send', nonce, tried: 0, mayBeOurs: lease.entry.phase === 'claiming' };
  await lease.change({ phase: 'claiming' });
  while (state.at !== 'end') {
    state = await moves[state.at](state).catch((error) => end(state, error));
    redactor.add(state.nonce);
  }
  const { verdict, mayBeOurs } = state;
  if (!mayBeOurs && verdict !== 'ours' && verdict !== 'refused') {
    await lease.persist({ phase: 'queued' }, lease.shortPatience);
  }
  if (verdict instanceof Error) throw verdict;
  return verdict;
}

const end = (standing: Standing, verdict: Verdict): State => ({ ...standing, at: 'end', verdict });

const movesOf = (
  job: SourceJob,
  clock: Clock,
): Record<'send' | 'look' | 'pause', (now: Standing) => Promise<State>> => ({
  async send(before) {
    const answer = await job.acknowledge(before.nonce);
    const now = { ...before, tried: before.tried + 1 };
    if (isUnreportable(answer)) return end(now, answer);
    if (answer === 'in-progress') return end(now, 'ours');
    if (answer === 'refused') return { ...now, at: 'look' };
    return { ...now, at: 'pause', mayBeOurs: now.mayBeOurs || answer === 'no-answer' };
  },
  async look(now) {
    const details = await job.details();
    const offered = typeof details === 'object' && 'nonce' in details ? details.nonce : now.nonce;
    const isOfferedAnew = offered !== now.nonce && now.tried < MAX_TRIES;
    return isOfferedAnew ? { ...now, at: 'send', nonce: offered } : end(now, now.mayBeOurs ? 'ours' : 'refused');
  },
  async pause(now) {
    if (now.tried >= MAX_TRIES)
      return end(now, new Error(`Its acknowledge was tried ${MAX_TRIES} times without an answer.`));
    await clock.sleep(2 ** now.tried * 100);
    return { ...now, at: 'send' };
  },
});
