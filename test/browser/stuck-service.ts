import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A service that never answers its first request, and any other at once. */
export async function startStuckService(): Promise<string> {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (++requests > 1) response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"report-1"}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
