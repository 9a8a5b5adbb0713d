import type { IncomingMessage } from 'node:http';
import { BodyTooLarge, readBody } from '../../http/loopback.ts';

/** A request that is refused with a status and a message. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly status: 400 | 403 | 404 | 409 | 413 | 415;

  constructor(status: BadRequest['status'], message: string) {
    super(message);
    this.status = status;
  }
}

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Refuses what a web page of another origin sends: the calls are not signed, and one of them reads files by path.
 * @throws BadRequest 403
 */
export function refuseOtherOrigins({ headers }: IncomingMessage): void {
  const hasOwnOrigin = [undefined, `http://${headers.host}`, `https://${headers.host}`].includes(headers.origin);
  // `none` is what a person typed into the address bar.
  const isFromOwnPage = [undefined, 'same-origin', 'none'].includes(headers['sec-fetch-site']?.toString());
  if (!hasOwnOrigin || !isFromOwnPage) {
    throw new BadRequest(403, 'Web pages of other origins may not call the control plane.');
  }
}

/** The header that shows the token of this start, which only the page was given. */
const CHANGE_TOKEN_HEADER = 'x-change-token';

/**
 * Refuses a change that a browser sends without the token of this start: a page that was opened before a restart, or one
 * that found a way around the check of origins. Programs need none, except for what only the page may do.
 * @throws BadRequest 403
 */
export function refuseWithoutToken({ headers }: IncomingMessage, changeToken: string, always: boolean): void {
  const isBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  if (!isBrowser && !always) return;
  const given = headers[CHANGE_TOKEN_HEADER];
  if (given === undefined) {
    throw new BadRequest(
      403,
      'The header X-Change-Token is missing. Its value is in the HTML of the page, in <meta name="change-token">, and another one after each start.',
    );
  }
  if (given !== changeToken) {
    throw new BadRequest(403, 'The control plane was restarted after this page was loaded: reload the page.');
  }
}

/** The JSON object that a request carries. @throws BadRequest 400, 413 or 415 */
export async function readJsonObject(request: IncomingMessage): Promise<object> {
  const value = await readJson(request);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadRequest(400, 'The body must be a JSON object.');
  }
  return value;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    throw new BadRequest(415, 'Content-Type must be application/json.');
  }
  const body = await readBody(request, MAX_BODY_BYTES).catch((error: unknown) => {
    throw error instanceof BodyTooLarge ? new BadRequest(413, `${error.message}.`) : error;
  });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new BadRequest(400, 'The body must be JSON in UTF-8.');
  }
}
