import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Answer, Call } from './aws-stand-in.ts';

/** A server that passes calls on to the local services, and keeps them. */
export interface Recorder {
  readonly endpoint: string;
  readonly calls: Call[];
  close(): Promise<void>;
}

/** @param stack What CloudFormation answers, which has no local service. */
export async function startRecorder(urls: Readonly<Record<string, string>>, stack: () => Answer): Promise<Recorder> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const bytes = await buffer(request);
    const { authorization = '', 'content-type': type = '', 'x-amz-target': target = '' } = request.headers;
    const [, region = '', service = ''] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(authorization) ?? [];
    const body = type.includes('json')
      ? JSON.parse(String(bytes))
      : Object.fromEntries(new URLSearchParams(String(bytes)));
    calls.push({ region, service, operation: String(target).split('.').at(-1) || body['Action'], body });
    const url = urls[service];
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
