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

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

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
  const scope = [date.slice(0, 8), 'us-east-1', 's3', 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), createHash('sha256').update(canonical).digest('hex')];
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, toSign.join('\n')).toString('hex');
  const credential = `${credentials.accessKeyId}/${scope.join('/')}`;
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

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
