import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { finished } from 'node:stream/promises';
import { isLoopback } from '../../model/local/loopback.ts';
import type { Certificate } from './certificate.ts';
import { isHangUp } from './hang-up.ts';
import { acceptTls } from './tls.ts';

/** A server that only this machine reaches. */
export interface LocalServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Ends open connections too; may be called twice. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** How long a sender may pause in the middle of a request body before the connection is dropped, in milliseconds. */
  maxPause?: number;
  /** Has the port take https beside http. */
  certificate?: Certificate | undefined;
}

const MAX_PAUSE = 60_000;

export type Handle = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Another process listens on the port already. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';
  readonly port: number;

  /** @param remedy What to do about it. */
  constructor(port: number, remedy = 'choose another port') {
    super(`Port ${port} of 127.0.0.1 is in use by another process; ${remedy}`);
    this.port = port;
  }
}

/** A request body is longer than the server takes. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
  readonly mostBytes: number;

  constructor(mostBytes: number) {
    super(`The request body is over ${mostBytes} bytes`);
    this.mostBytes = mostBytes;
  }
}

/**
 * Listens on 127.0.0.1 only. A Host header that does not name this machine is answered 421, so that no web page
 * reaches the server through a name of its own that resolves to 127.0.0.1.
 * @param handle What it throws becomes a 500 without details, 413 for a BodyTooLarge, or a broken connection once an answer
 * was begun.
 * @param port 0 takes any free port.
 * @param onError Is told what the handler threw, except that the client hung up; nothing is printed.
 * @throws PortInUse
 */
export async function listen(
  handle: Handle,
  port: number,
  onError: (error: unknown) => void = () => {},
  { maxPause = MAX_PAUSE, certificate }: ListenOptions = {},
): Promise<LocalServer> {
  const server: Server = createServer((request, response) => {
    if (hasBody(request)) {
      dropWhenSilent(request, response, maxPause);
      endAfterBody(request, response);
    }
    if (!isLoopback(hostnameOf(request))) {
      answer(response, 421, 'This server answers requests to 127.0.0.1 or localhost only.');
      return;
    }
    void run(handle, request, response, onError);
  });
  // An upload may take longer than the five minutes Node allows a request.
  server.requestTimeout = 0;
  const door = certificate ? acceptTls(server, certificate) : server;
  await new Promise<void>((resolve, reject) => {
    door.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUse(port) : error);
    });
    door.listen(port, '127.0.0.1', resolve);
  });
  const { port: actualPort } = door.address() as AddressInfo;
  return {
    port: actualPort,
    url: `http://127.0.0.1:${actualPort}`,
    close: () =>
      new Promise((resolve) => {
        door.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

/** Ends the connection when no more of the body comes for this time: a handler would wait for the rest for ever. */
function dropWhenSilent(request: IncomingMessage, response: ServerResponse, maxPause: number): void {
  const { socket } = request;
  socket.setTimeout(maxPause);
  // From then on the client waits, and an answer may take any time.
  request.once('end', () => response.writableEnded || socket.setTimeout(0));
}

/**
 * Ends a connection that was to end with this answer only when the whole body has come: a sender that is in the middle of it
 * would see a broken connection and never the answer (RFC 9112, section 9.6). The SDK sends large bodies on such connections.
 */
function endAfterBody(request: IncomingMessage, response: ServerResponse): void {
  if (response.shouldKeepAlive) return;
  response.shouldKeepAlive = true;
  const end = () => request.socket.end();
  // A connection that broke has ended.
  void Promise.all([finished(request), finished(response)]).then(end, () => {});
}

/** The whole body. @throws BodyTooLarge as soon as it is over this number of bytes; the rest is then read away, and an answer can still be sent. */
export async function readBody(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > mostBytes) break;
    chunks.push(chunk);
  }
  if (size > mostBytes) {
    request.resume();
    throw new BodyTooLarge(mostBytes);
  }
  return Buffer.concat(chunks);
}

async function run(
  handle: Handle,
  request: IncomingMessage,
  response: ServerResponse,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    await handle(request, response);
  } catch (error) {
    if (isHangUp(request, error)) return;
    if (response.headersSent) response.destroy();
    else if (error instanceof BodyTooLarge) answer(response, 413, `${error.message}.`);
    else answer(response, 500, 'Internal error.');
    onError(error);
  }
}

/** Empty for a request that names two: others may have read the other one. */
function hostnameOf({ headersDistinct }: IncomingMessage): string {
  const [host = '', ...others] = headersDistinct['host'] ?? [];
  return others.length > 0 ? '' : host.replace(/:\d+$/, '');
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
