import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalServer, listen, readBody } from '../../../local/http/loopback.ts';

/** An answer in JSON, or something done to the connection itself. */
export type Scripted =
  | { status: number; body: unknown; headers?: Record<string, string> }
  | ((response: ServerResponse, request: IncomingMessage) => void);

interface SeenRequest {
  target: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server that answers the requests that come one after the other as told; the last answer is repeated. */
export interface ScriptedServer extends LocalServer {
  readonly requests: readonly SeenRequest[];
}

export async function startScriptedServer(script: readonly Scripted[]): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const server = await listen(async (request, response) => {
    const body = (await readBody(request, 16 * 1024 * 1024)).toString();
    const target = request.headers['x-amz-target'];
    const answer = script[Math.min(requests.length, script.length - 1)];
    requests.push({ target: typeof target === 'string' ? target : undefined, headers: request.headers, body });
    if (answer === undefined) throw new Error('the script is empty');
    if (typeof answer === 'function') return answer(response, request);
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1', ...answer.headers }).end(text);
  }, 0);
  return { ...server, requests };
}

/** An error as the services that speak JSON send it. */
export const serviceError = (name: string, status = 400): Scripted => ({
  status,
  body: { __type: name, message: `This is ${name}` },
});

/** Takes the request and hangs up. */
export const hangUp: Scripted = (response) => void response.destroy();
