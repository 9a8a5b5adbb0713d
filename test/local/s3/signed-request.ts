import { createHash, createHmac } from 'node:crypto';
import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { SessionCredentials } from '../../../local/http/credentials.ts';

export interface RawRequest {
  method: string;
  /** As it goes over the wire. */
  path: string;
  /** In canonical form. */
  query?: string;
  headers?: Record<string, string>;
  /** Sent beside the signed headers. */
  unsignedHeaders?: Record<string, string>;
  body?: string | Buffer;
  credentials: SessionCredentials;
  time?: Date;
  agent?: Agent;
}

interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What every upload of an artifact must say of its encryption. */
export const encryptionHeaders = (keyId: string) => ({
  'x-amz-server-side-encryption': 'aws:kms',
  'x-amz-server-side-encryption-aws-kms-key-id': keyId,
});

/** Sends a request that no SDK would send, signed by Signature Version 4. */
export async function sendSigned(serverUrl: string, raw: RawRequest): Promise<RawAnswer> {
  const headers = { ...signedHeaders(serverUrl, raw), ...raw.unsignedHeaders };
  const query = raw.query === undefined ? '' : `?${raw.query}`;
  return send(serverUrl, { method: raw.method, path: raw.path + query, headers, body: raw.body, agent: raw.agent });
}

function signedHeaders(serverUrl: string, raw: RawRequest): Record<string, string> {
  const { credentials, body = '', time = new Date() } = raw;
  const date = time.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    host: new URL(serverUrl).host,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-amz-date': date,
    'x-amz-security-token': credentials.sessionToken,
    'content-length': String(Buffer.byteLength(body)),
    ...raw.headers,
  };
  if (headers['transfer-encoding'] !== undefined) delete headers['content-length'];
  const names = Object.keys(headers).sort();
  const canonical = [
    raw.method,
    raw.path,
    raw.query ?? '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'],
  ].join('\n');
  const { key, scope } = signingKey(credentials.secretAccessKey, date);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
  const credential = `${credentials.accessKeyId}/${scope}`;
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

/** A body in signed chunks, to the signature of a request: what is sent, made of each piece and of the trailers. */
interface ChunkedRequest extends Omit<RawRequest, 'body'> {
  chunks: string[];
  trailers?: Record<string, string>;
}

/** Sends a body whose chunks, and trailers if there are any, are signed one after the other. */
export async function sendSignedChunks(
  serverUrl: string,
  { chunks, trailers, ...raw }: ChunkedRequest,
  tamper: (body: string) => string = (body) => body,
): Promise<RawAnswer> {
  const time = raw.time ?? new Date();
  const names = Object.keys(trailers ?? {});
  const headers = {
    'content-encoding': 'aws-chunked',
    'x-amz-content-sha256': `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailers ? '-TRAILER' : ''}`,
    'x-amz-decoded-content-length': String(chunks.join('').length),
    ...(names.length > 0 ? { 'x-amz-trailer': names.join(',') } : {}),
    'transfer-encoding': 'chunked',
    ...raw.headers,
  };
  const signed = signedHeaders(serverUrl, { ...raw, headers, time });
  const { 'x-amz-date': date = '', authorization = '' } = signed;
  const { key, scope } = signingKey(raw.credentials.secretAccessKey, date);
  let previous = authorization.split('Signature=')[1] ?? '';
  const sign = (algorithm: string, ...hashes: string[]) => {
    previous = hmac(key, [algorithm, date, scope, previous, ...hashes].join('\n')).toString('hex');
    return previous;
  };
  const parts = [...chunks, ''].map((chunk) => {
    const signature = sign('AWS4-HMAC-SHA256-PAYLOAD', sha256(''), sha256(chunk));
    const end = chunk === '' ? '' : '\r\n';
    return `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${chunk}${end}`;
  });
  const lines = Object.entries(trailers ?? {}).map(([name, value]) => `${name}:${value}`);
  const last = trailers
    ? [
        ...lines,
        `x-amz-trailer-signature:${sign('AWS4-HMAC-SHA256-TRAILER', sha256(lines.map((line) => `${line}\n`).join('')))}`,
      ]
    : [];
  const body = tamper(`${parts.join('')}${last.map((line) => `${line}\r\n`).join('')}\r\n`);
  return await send(serverUrl, { method: raw.method, path: raw.path, headers: signed, body });
}

/** The path and query of a presigned URL: whoever has it needs no credentials. */
export function presign(
  serverUrl: string,
  { method, path, credentials, time = new Date(), headers = {} }: Omit<RawRequest, 'query' | 'body'>,
  { expires = 900, parameters = {} }: { expires?: number | string; parameters?: Record<string, string> } = {},
): string {
  const date = time.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const { key, scope } = signingKey(credentials.secretAccessKey, date);
  const signed: Record<string, string> = { host: new URL(serverUrl).host, ...headers };
  const names = Object.keys(signed).sort();
  const query = Object.entries({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(expires),
    'X-Amz-Security-Token': credentials.sessionToken,
    'X-Amz-SignedHeaders': names.join(';'),
    ...parameters,
  })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const lines = names.map((name) => `${name}:${signed[name]}`);
  const canonical = [method, path, query, ...lines, '', names.join(';'), 'UNSIGNED-PAYLOAD'].join('\n');
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
  return `${path}?${query}&X-Amz-Signature=${signature}`;
}

function signingKey(secretAccessKey: string, date: string): { key: Buffer; scope: string } {
  const scope = [date.slice(0, 8), 'us-east-1', 's3', 'aws4_request'];
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return { key: Buffer.from(key), scope: scope.join('/') };
}

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

interface PlainRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer | undefined;
  agent?: Agent | undefined;
}

/** Sends a request just as it is. */
export function send(
  serverUrl: string,
  { method = 'GET', path = '/', headers = {}, body, agent }: PlainRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(serverUrl);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers, ...(agent ? { agent } : {}) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
