import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { ServiceName } from '../../model/local/services.ts';
import { type LocalServer, listen } from '../http/loopback.ts';
import { type Answer, type Call, type Cut, cut, type Interceptor } from './call.ts';
import { operationOf, senderOf } from './operation.ts';

export interface ProxyOptions {
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
  const agent = new Agent();
  const server = await listen(async (request, response) => {
    const call = createCall(service, new URL(target), request, response, agent);
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

function createCall(
  service: ServiceName,
  target: URL,
  request: IncomingMessage,
  response: ServerResponse,
  agent: Agent,
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
      return await forward(target, request, await kept, response, agent);
    },
  };
}

/** The answer as soon as its headers are there. A caller that goes away takes the request with it. */
function forward(
  { hostname, port }: URL,
  request: IncomingMessage,
  body: Buffer | undefined,
  response: ServerResponse,
  agent: Agent,
): Promise<Answer> {
  const { method = '', url = '' } = request;
  // `connection` is about the connection that the request came on.
  const headers = withoutHeader(request.rawHeaders, 'connection');
  const outgoing = send({ hostname, port, method, path: url, headers, setHost: false, agent });
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
