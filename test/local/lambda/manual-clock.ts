import type { Clock } from '../../../model/clock.ts';

/** A clock that stands still until it is told to go on; a sleep of no time ends at once. */
interface ManualClock extends Clock {
  /** Ends every sleep that is due within this number of milliseconds, in order. */
  advance(milliseconds: number): void;
  /** Resolves as soon as somebody sleeps for exactly so long. */
  sleeping(milliseconds: number): Promise<void>;
}

export function createManualClock(): ManualClock {
  let time = Date.UTC(2030, 0, 1);
  const sleepers = new Set<{ due: number; milliseconds: number; wake(): void }>();
  const watchers = new Set<() => void>();
  return {
    now: () => time,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          due: time + milliseconds,
          milliseconds,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
        if (milliseconds <= 0 || signal?.aborted) sleeper.wake();
        for (const look of watchers) look();
      }),
    advance(milliseconds) {
      time += milliseconds;
      const due = [...sleepers].filter((sleeper) => sleeper.due <= time);
      for (const sleeper of due.sort((a, b) => a.due - b.due)) sleeper.wake();
    },
    sleeping: (milliseconds) =>
      new Promise((resolve) => {
        const look = () => {
          if (![...sleepers].some((sleeper) => sleeper.milliseconds === milliseconds)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
  };
}
