import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between a command and a service, and counts the calls by their names. */
export interface CountingProxy {
  readonly endpoint: string;
  counts(): Record<string, number>;
  close(): Promise<void>;
}

/** Starts one on a free port of 127.0.0.1. Calls keep their Host header, which is signed. */
export async function startCountingProxy(endpoint: string): Promise<CountingProxy> {
  const counts: Record<string, number> = {};
  const { hostname, port } = new URL(endpoint);
  const server = createServer((call, response) => {
    const name =
      String(call.headers['x-amz-target'] ?? call.url)
        .split('.')
        .at(-1) ?? '';
    counts[name] = (counts[name] ?? 0) + 1;
    const { method, url: path, headers } = call;
    const onward = request({ host: hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    call.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    endpoint: `http://localhost:${own}`,
    counts: () => ({ ...counts }),
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
