import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between a command and a service, and counts the calls by their names. */
export interface CountingProxy {
  readonly endpoint: string;
  counts(): Record<string, number>;
  close(): Promise<void>;
}

/** Moto copies a whole table for each of them, and fails when another call changes it meanwhile. */
const ONE_AT_A_TIME = 'TransactWriteItems';

/** Starts one on a free port of 127.0.0.1. Calls keep their Host header, which is signed. */
export async function startCountingProxy(endpoint: string): Promise<CountingProxy> {
  const counts: Record<string, number> = {};
  let before: Promise<void> = Promise.resolve();
  const server = createServer((call, response) => {
    const name =
      String(call.headers['x-amz-target'] ?? call.url)
        .split('.')
        .at(-1) ?? '';
    counts[name] = (counts[name] ?? 0) + 1;
    if (name !== ONE_AT_A_TIME) void pass(new URL(endpoint), call, response);
    else before = before.then(() => pass(new URL(endpoint), call, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    endpoint: `http://localhost:${own}`,
    counts: () => ({ ...counts }),
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

/** Passes a call on, until it is answered or one of the two is gone. */
function pass({ hostname, port }: URL, call: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url: path, headers } = call;
  return new Promise((resolve) => {
    response.on('close', resolve);
    const onward = request({ host: hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    call.pipe(onward);
  });
}
