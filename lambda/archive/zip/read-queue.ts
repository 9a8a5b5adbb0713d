/** Runs one task after the other, in the order of the calls, even after one that failed. */
export interface ReadQueue {
  add<T>(read: () => Promise<T>): Promise<T>;
  /** Whether nothing is being done. */
  isIdle(): boolean;
}

export function createReadQueue(): ReadQueue {
  /** The number of tasks that have not ended. */
  let count = 0;
  let last: Promise<unknown> | undefined;
  return {
    isIdle: () => count === 0,
    async add(read) {
      const before = count++ === 0 ? undefined : last;
      const result = before === undefined ? read() : before.then(read, read);
      last = result;
      try {
        return await result;
      } finally {
        if (--count === 0) last = undefined;
      }
    },
  };
}
