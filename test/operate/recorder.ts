import { buffer } from 'node:stream/consumers';
import { type Answer, type Call, listenFor, readCall, type StandIn } from './aws-stand-in.ts';

/** A server that passes calls on to the local services, and keeps them. @param stack What CloudFormation answers, which has no local service. */
export async function startRecorder(urls: Readonly<Record<string, string>>, stack: () => Answer): Promise<StandIn> {
  const calls: Call[] = [];
  const server = await listenFor(async (request, response) => {
    const bytes = await buffer(request);
    const call = readCall(request, String(bytes));
    calls.push(call);
    const url = urls[call.service];
    if (url === undefined) {
      const { status = 200, body: answered, headers = {} } = stack();
      response.writeHead(status, headers).end(answered);
      return;
    }
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const passed = await fetch(`${url}${request.url}`, {
      method: request.method ?? 'POST',
      headers: headers as Record<string, string>,
      body: bytes,
    });
    response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await passed.arrayBuffer()));
  });
  return { ...server, calls };
}
