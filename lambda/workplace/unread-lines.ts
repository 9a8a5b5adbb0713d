/**
 * The number of log lines that an action's thread has sent and its worker has not read. A line gets no answer, so without a
 * bound an action could fill the memory with lines and keep its worker busy with them for minutes.
 */
export type UnreadLines = Int32Array<SharedArrayBuffer>;

/** Node takes this number of messages from a port before it does anything else. */
const MAX_UNREAD = 1000;

export const noUnreadLines = (): UnreadLines => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** For the thread, after a line: stops it there until its worker has read enough. */
export function addLine(unread: UnreadLines): void {
  let count = Atomics.add(unread, 0, 1) + 1;
  while (count > MAX_UNREAD) {
    Atomics.wait(unread, 0, count);
    count = Atomics.load(unread, 0);
  }
}

/** For the worker, at each line. */
export function takeLine(unread: UnreadLines): void {
  Atomics.sub(unread, 0, 1);
  Atomics.notify(unread, 0);
}
