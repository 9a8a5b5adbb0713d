import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Recorded {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body: string;
}

/** An HTTP server on the loopback host that records every request and gives the replies in turn, the last one for ever. */
export async function startServer(...replies: (Reply | 'silence' | 'hang up')[]) {
  const requests: Recorded[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    requests.push({ method, url, headers, body: await text(request) });
    const reply = replies[Math.min(requests.length, replies.length) - 1];
    if (reply === 'silence') return;
    if (reply === undefined || reply === 'hang up') return void response.destroy();
    response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A reply with this value as JSON. */
export const json = (value: unknown, status = 200): Reply => ({ status, body: JSON.stringify(value) });
