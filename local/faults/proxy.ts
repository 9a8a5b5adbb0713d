import { Agent, type IncomingMessage, type ServerResponse, request as startRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { ServiceName } from '../../model/local/services.ts';
import { type LocalServer, listen } from '../http/loopback.ts';
import { type Answer, type Call, type Cut, cut, type Interceptor } from './call.ts';
import { operationOf, senderOf } from './operation.ts';

interface ProxyOptions {
  service: ServiceName;
  /** The base URL of the service. */
  target: string;
  intercept: Interceptor;
}

/**
 * A way to a service through an interceptor. Requests are passed on as they came, the Host header included, so that
 * their signatures hold; bodies stream in both directions.
 */
export async function startProxy({ service, target, intercept }: ProxyOptions): Promise<LocalServer> {
  // Told that a connection is the last, a service resets it on a body that it refuses, and its answer is lost.
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 0 });
  const to = new URL(target);
  const server = await listen(async (request, response) => {
    const call = createCall(service, request, (body) => forward({ to, agent }, { request, response }, body));
    const answer = await intercept(call, call.forward).catch((): Cut => cut);
    if (answer === cut) response.destroy();
    else await give(answer, response);
  }, 0);
  return {
    ...server,
    async close() {
      await server.close();
      agent.destroy();
    },
  };
}

/** A request that came in, and where its answer goes. */
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

function createCall(
  service: ServiceName,
  request: IncomingMessage,
  send: (body: Buffer | undefined) => Promise<Answer>,
): Call {
  let kept: Promise<Buffer> | undefined;
  return {
    service,
    operation: operationOf(service, request),
    sender: senderOf(request),
    request,
    body() {
      kept ??= buffer(request);
      return kept;
    },
    async forward() {
      return await send(await kept);
    },
  };
}

/** The answer as soon as its headers are there. A caller that goes away takes the request with it. */
function forward(
  { to: { hostname, port }, agent }: { to: URL; agent: Agent },
  { request, response }: Exchange,
  body: Buffer | undefined,
): Promise<Answer> {
  const { method = '', url = '' } = request;
  // `connection` is about the connection that the request came on.
  const headers = withoutHeader(request.rawHeaders, 'connection');
  const outgoing = startRequest({ hostname, port, method, path: url, headers, setHost: false, agent });
  response.once('close', () => outgoing.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  outgoing.once('error', reject);
  outgoing.once('response', (answer) => {
    const { statusCode: status = 502, rawHeaders } = answer;
    resolve({ status, headers: withoutHeader(rawHeaders, 'connection'), body: answer });
  });
  if (body) outgoing.end(body);
  else pipeline(request, outgoing).catch(reject);
  return promise;
}

async function give({ status, headers, body }: Answer, response: ServerResponse): Promise<void> {
  response.writeHead(status, headers);
  // Breaking off in the middle is what some faults do, and what callers that are killed do.
  await pipeline(body, response).catch(() => response.destroy());
}

function withoutHeader(raw: readonly string[], name: string): string[] {
  return raw.filter((_, index) => raw[index - (index % 2)]?.toLowerCase() !== name);
}
