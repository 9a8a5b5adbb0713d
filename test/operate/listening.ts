import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Stands before a local service, hands every request on to it and tells of the body. */
export async function startListening(url: string, hear: (body: string) => void) {
  const server = createServer(async (incoming, outgoing) => {
    const { method, headers } = incoming;
    const body = await text(incoming);
    hear(body);
    const handedOn = request(url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    handedOn.on('error', () => outgoing.destroy());
    handedOn.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
