import type { IncomingMessage } from 'node:http';

/** What streams and requests of Node fail with when their connection ends: "Errors" and `aborted` in Node's documentation. */
const ENDS_OF_CONNECTION: unknown[] = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];

/**
 * Whether an error says no more than that the connection of a request ended before its answer: a browser that leaves a page, a
 * download that is cancelled, a worker that is killed. That is ordinary for a server, and nobody needs to be told.
 */
export function isHangUp({ socket }: IncomingMessage, error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return socket.destroyed && ENDS_OF_CONNECTION.includes(code);
}
