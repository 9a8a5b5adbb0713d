import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  ALGORITHM,
  type Authorization,
  headerAuthorization,
  isPresigned,
  queryAuthorization,
  type Signer,
} from './authorization.ts';
import { canonicalRequest, type ReceivedRequest } from './canonical-request.ts';
import { SignatureRefused } from './signature-refused.ts';

/** What a verified request goes on with: the chunks of its body may be signed, each bound to the signature before it. */
export interface VerifiedSignature extends Signer {
  /**
   * Verifies the next signature of the request.
   * @param algorithm What is signed: `AWS4-HMAC-SHA256-PAYLOAD`.
   * @param hashes SHA-256, in hexadecimal.
   * @throws SignatureRefused
   */
  verifyNext(algorithm: string, hashes: string[], signature: string): void;
}

/** "Troubleshoot Signature Version 4" in the IAM User Guide: a signature is good for 15 minutes around its time. */
const MAX_SKEW_MILLISECONDS = 15 * 60 * 1000;

/**
 * Verifies Signature Version 4 in an Authorization header or, for S3, in the query. The rules are those of "Create a signed
 * AWS API request" in the IAM User Guide; S3's own are in "Authenticating Requests" of its API Reference.
 * @param secretOf The secret access key of a signer, or undefined when there is no such signer.
 * @param now Epoch milliseconds.
 * @throws SignatureRefused
 */
export function verifySignature(
  request: ReceivedRequest,
  service: 'codepipeline' | 's3',
  secretOf: (signer: Signer) => string | undefined,
  now: number,
): VerifiedSignature {
  const presigned = service === 's3' && isPresigned(request);
  const authorization = presigned ? queryAuthorization(request) : headerAuthorization(request);
  const { accessKeyId, sessionToken, scope, date, signedHeaders, signature } = authorization;
  checkScope(scope, date, service);
  checkTime(authorization, now);
  checkSignedHeaders(request, signedHeaders);
  const signer = { accessKeyId, sessionToken };
  const secret = secretOf(signer);
  if (secret === undefined) {
    throw new SignatureRefused(
      'UnrecognizedClient',
      'The access key ID or the session token in the request is unknown.',
    );
  }
  const key = scope.split('/').reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${secret}`);
  const check = (algorithm: string, rest: string[], given: string) => {
    const expected = hmac(key, [algorithm, date, scope, ...rest].join('\n')).toString('hex');
    if (!equal(expected, given)) throw mismatch();
  };
  check(ALGORITHM, [sha256(canonicalRequest(request, service, signedHeaders))], signature);
  let previous = signature;
  return {
    ...signer,
    verifyNext: (algorithm, hashes, given) => {
      check(algorithm, [previous, ...hashes], given);
      previous = given;
    },
  };
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

function checkTime({ date, expiresSeconds }: Authorization, now: number): void {
  const time = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
  if (Number.isNaN(time)) {
    throw new SignatureRefused('IncompleteSignature', 'x-amz-date must have the form YYYYMMDDTHHMMSSZ.');
  }
  if (expiresSeconds === undefined) {
    if (Math.abs(time - now) <= MAX_SKEW_MILLISECONDS) return;
    throw new SignatureRefused(
      'RequestExpired',
      `The request was signed at ${date}, more than 15 minutes from the server's time ${new Date(now).toISOString()}.`,
    );
  }
  if (time - now > MAX_SKEW_MILLISECONDS) throw new SignatureRefused('UrlExpired', 'Request is not yet valid');
  if (now >= time + expiresSeconds * 1000) throw new SignatureRefused('UrlExpired', 'Request has expired');
}

function checkSignedHeaders({ headers }: ReceivedRequest, signedHeaders: string[]): void {
  const mustBeSigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = mustBeSigned.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length > 0) {
    throw new SignatureRefused('SignatureDoesNotMatch', `These headers must be signed: ${unsigned.join(', ')}.`);
  }
}

const mismatch = () =>
  new SignatureRefused(
    'SignatureDoesNotMatch',
    'The signature calculated from the request does not match the one provided. Check the secret access key and the signing method.',
  );

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const equal = (expected: string, given: string) =>
  Buffer.byteLength(given) === expected.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
