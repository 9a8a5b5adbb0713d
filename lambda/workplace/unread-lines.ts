/**
 * The number of log lines that an action's thread has sent and its worker has not read. Nobody waits for an answer to a line,
 * so that an action could be further ahead than there is memory, and its worker busy with lines alone for minutes.
 */
export type UnreadLines = Int32Array<SharedArrayBuffer>;

/** As many messages as Node takes from a port before it looks after anything else. */
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
