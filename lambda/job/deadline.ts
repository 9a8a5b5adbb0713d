import type { Clock } from '../../model/clock.ts';
import { JobFailure } from '../action/failure.ts';
import { rejectOn } from './reject-on.ts';

/** The end of an invocation is kept for reporting; in milliseconds. */
export const REPORT_RESERVE = 20_000;
/** The worker's own calls for the action are repeated until this number of milliseconds before the signal. */
const LAST_CALLS = 5_000;
/** After the signal, how long an action may take to come to a stop: half of the reserve. */
const GRACE = REPORT_RESERVE / 2;
/** The share of the rest in which an action that is over may drop what it left unfinished. */
const TIDYING = 1 / 2;

interface Deadline extends Disposable {
  /** Fires while there is still time to stop and to report. */
  readonly signal: AbortSignal;
  /** Up to then (epoch milliseconds) the worker may repeat what it does for the action. */
  readonly callsUntil: number;
  /**
   * The work's own result, if it comes in time.
   * @throws JobFailure JobFailed when it does not; the reason of `lost` as soon as that fires.
   */
  race<T>(work: Promise<T>, lost: AbortSignal): Promise<T>;
  /** Waits until work that was told to stop has settled, but leaves time to report. */
  settled(work: Promise<unknown>): Promise<void>;
}

/** A deadline that leaves time to report before the Lambda is killed (epoch milliseconds). */
export function endsBefore(killedAt: number, clock: Clock): Deadline {
  const startedAt = clock.now();
  // In an invocation too short for the whole reserve, half of the time is the action's.
  const reserve = Math.min(REPORT_RESERVE, (killedAt - startedAt) / 2);
  const allowed = Math.max(0, killedAt - startedAt - reserve);
  const grace = Math.min(GRACE, reserve / 2);

  const late = new JobFailure(
    'JobFailed',
    `The action did not finish within ${Math.round(allowed / 1000)} seconds, the time its worker has for one job.`,
  );
  const stop = new AbortController();
  const disposed = new AbortController();
  const expired = (async () => {
    await clock.sleep(allowed, disposed.signal);
    if (!disposed.signal.aborted) stop.abort(late);
    await clock.sleep(grace, disposed.signal);
  })();

  return {
    signal: stop.signal,
    callsUntil: startedAt + Math.max(0, allowed - LAST_CALLS),
    async race(work, lost) {
      try {
        return await Promise.race([work, expired.then(() => Promise.reject(late)), rejectOn(lost)]);
      } catch (error) {
        if (lost.aborted) throw lost.reason;
        // An action that stops because it was told to has run out of time, whatever its error says.
        throw stop.signal.aborted ? late : error;
      }
    },
    async settled(work) {
      const done = new AbortController();
      const watched = work.catch(() => undefined).finally(() => done.abort());
      await Promise.race([watched, clock.sleep((reserve - grace) * TIDYING, done.signal)]);
    },
    [Symbol.dispose]: () => disposed.abort(),
  };
}
