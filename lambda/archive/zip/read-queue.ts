/** Lets one thing be done after the other, in the order in which it was asked for, whatever becomes of it. */
export type ReadQueue = <T>(read: () => Promise<T>) => Promise<T>;

export function createReadQueue(): ReadQueue {
  let last: Promise<unknown> | undefined;
  return (read) => {
    const result = last === undefined ? read() : last.then(read, read);
    last = result;
    const forget = () => {
      if (last === result) last = undefined;
    };
    result.then(forget, forget);
    return result;
  };
}
