/** Lets many work side by side, or one alone. Whoever waits to be alone lets nobody in before. */
export interface Turns {
  /** Beside others. */
  shared<T>(work: () => Promise<T>): Promise<T>;
  /** While nobody else works. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Until all work that has begun is done. */
  settled(): Promise<void>;
}

export function createTurns(): Turns {
  const running = new Set<Promise<unknown>>();
  let lastAlone: Promise<unknown> = Promise.resolve();
  const keep = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    return work.finally(() => running.delete(work));
  };
  return {
    shared: async (work) => {
      await lastAlone;
      return await keep(work());
    },
    alone: (work) => {
      const before = lastAlone;
      const turn = before.then(() => Promise.allSettled(running)).then(work);
      lastAlone = turn.catch(() => undefined);
      return turn;
    },
    settled: async () => {
      await lastAlone;
      await Promise.allSettled(running);
    },
  };
}
