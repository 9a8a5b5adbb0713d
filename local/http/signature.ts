import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalRequest, header, type ReceivedRequest } from './canonical-request.ts';

export type { ReceivedRequest };

/** Who says to have signed a request. */
export interface Signer {
  accessKeyId: string;
  sessionToken: string | undefined;
}

export type SignatureProblem =
  | 'MissingAuthenticationToken'
  | 'IncompleteSignature'
  | 'UnrecognizedClient'
  | 'SignatureDoesNotMatch'
  | 'RequestExpired';

/** The request is not signed, or not by whom it says. The message holds no secret. */
export class SignatureRefused extends Error {
  override readonly name = 'SignatureRefused';
  readonly code: SignatureProblem;

  constructor(code: SignatureProblem, message: string) {
    super(message);
    this.code = code;
  }
}

interface Authorization {
  accessKeyId: string;
  /** Date, region, service and terminator. */
  scope: string;
  signedHeaders: string[];
  signature: string;
}

/** "Troubleshoot Signature Version 4" in the IAM User Guide: a signature is good for 15 minutes around its time. */
const MAX_SKEW_MILLISECONDS = 15 * 60 * 1000;
const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Verifies Signature Version 4 in its Authorization header form. The rules are those of "Create a signed AWS API request"
 * in the IAM User Guide; S3's own are in "Authenticating Requests: Using the Authorization Header".
 * @param secretOf The secret access key of a signer, or undefined when there is no such signer.
 * @param now Epoch milliseconds.
 * @throws SignatureRefused
 */
export function verifySignature(
  request: ReceivedRequest,
  service: 'codepipeline' | 's3',
  secretOf: (signer: Signer) => string | undefined,
  now: number,
): Signer {
  const authorization = parseAuthorization(request.headers.authorization);
  const date = header(request, 'x-amz-date') ?? '';
  checkScope(authorization.scope, date, service);
  checkTime(date, now);
  checkSignedHeaders(request, authorization.signedHeaders);
  const signer = { accessKeyId: authorization.accessKeyId, sessionToken: header(request, 'x-amz-security-token') };
  const secret = secretOf(signer);
  if (secret === undefined) {
    throw new SignatureRefused(
      'UnrecognizedClient',
      'The access key ID or the session token in the request is unknown.',
    );
  }
  const expected = sign(
    secret,
    date,
    authorization.scope,
    canonicalRequest(request, service, authorization.signedHeaders),
  );
  if (!equal(expected, authorization.signature)) {
    throw new SignatureRefused(
      'SignatureDoesNotMatch',
      'The signature calculated from the request does not match the one provided. Check the secret access key and the signing method.',
    );
  }
  return signer;
}

function parseAuthorization(value: string | undefined): Authorization {
  if (value === undefined) {
    throw new SignatureRefused('MissingAuthenticationToken', 'The request has no Authorization header.');
  }
  const [algorithm, ...rest] = value.split(' ');
  if (algorithm !== ALGORITHM) {
    throw new SignatureRefused('IncompleteSignature', `The Authorization header must begin with ${ALGORITHM}.`);
  }
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map((field): [string, string] => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
  );
  const [credential, signedHeaders, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) => {
    const field = fields.get(name);
    if (!field) throw new SignatureRefused('IncompleteSignature', `The Authorization header has no ${name}.`);
    return field;
  }) as [string, string, string];
  const [accessKeyId = '', ...scope] = credential.split('/');
  return { accessKeyId, scope: scope.join('/'), signedHeaders: signedHeaders.split(';'), signature };
}

function checkScope(scope: string, date: string, service: string): void {
  const [day, region, ...end] = scope.split('/');
  if (!region || day !== date.slice(0, 8) || end.join('/') !== `${service}/aws4_request`) {
    throw new SignatureRefused(
      'SignatureDoesNotMatch',
      `The credential scope must be the day of x-amz-date, a region, ${service} and aws4_request; got "${scope}".`,
    );
  }
}

function checkTime(date: string, now: number): void {
  const time = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
  if (Number.isNaN(time)) {
    throw new SignatureRefused('IncompleteSignature', 'x-amz-date must have the form YYYYMMDDTHHMMSSZ.');
  }
  if (Math.abs(time - now) > MAX_SKEW_MILLISECONDS) {
    throw new SignatureRefused(
      'RequestExpired',
      `The request was signed at ${date}, more than 15 minutes from the server's time ${new Date(now).toISOString()}.`,
    );
  }
}

function checkSignedHeaders({ headers }: ReceivedRequest, signedHeaders: string[]): void {
  const mustBeSigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = mustBeSigned.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length > 0) {
    throw new SignatureRefused('SignatureDoesNotMatch', `These headers must be signed: ${unsigned.join(', ')}.`);
  }
}

function sign(secret: string, date: string, scope: string, canonical: string): string {
  const key = scope.split('/').reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${secret}`);
  return hmac(key, [ALGORITHM, date, scope, sha256(canonical)].join('\n')).toString('hex');
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const equal = (expected: string, given: string) =>
  Buffer.byteLength(given) === expected.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
