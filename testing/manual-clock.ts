import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../model/clock.ts';

/**
 * A clock whose time passes only when told.
 *
 * @example
 * async function waitAnHour(clock: ManualClock) {
 *   const slept = clock.sleep(3_600_000);
 *   await clock.advance(3_600_000);
 *   await slept;
 * }
 */
export interface ManualClock extends Clock {
  /** Lets this number of milliseconds pass, waking each sleeper at its time and letting it work before the next one. */
  advance(milliseconds: number): Promise<void>;
  /** Lets time pass from sleeper to sleeper until the work is done. @throws Error when it waits for something else. */
  finish<T>(work: Promise<T>): Promise<T>;
}

interface Sleeper {
  until: number;
  wake(): void;
}

/**
 * Starts a clock that stands still.
 *
 * @param startsAt Epoch milliseconds; now when left out.
 * @example
 * const clock = createManualClock();
 * const running = runAction(smoke, { clock });
 * await clock.advance(15 * 60_000);
 * return (await running).outcome;
 */
export function createManualClock(startsAt = Date.now()): ManualClock {
  let now = startsAt;
  const sleepers = new Set<Sleeper>();

  const wakeNext = async (latest: number): Promise<boolean> => {
    await settle();
    const [next] = [...sleepers].sort((a, b) => a.until - b.until);
    if (next === undefined || next.until > latest) return false;
    now = Math.max(now, next.until);
    next.wake();
    return true;
  };

  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const sleeper: Sleeper = {
          until: now + milliseconds,
          wake() {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        if (signal?.aborted) return resolve();
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake);
      }),
    async advance(milliseconds) {
      const end = now + milliseconds;
      while (await wakeNext(end));
      now = end;
      await settle();
    },
    async finish(work) {
      let done = false;
      const watched = work.finally(() => {
        done = true;
      });
      watched.catch(() => undefined); // The caller sees the error.
      await settle();
      while (!done) {
        if (!(await wakeNext(Number.POSITIVE_INFINITY)) && !done) throw new Error('the work waits for no sleeper');
        await settle();
      }
      return watched;
    },
  };
}

/** Comes after everything that waits for promises alone. */
const settle = () => setImmediate();
