import type { IncomingMessage } from 'node:http';
import type { CredentialIssuer, CredentialScope } from '../http/credentials.ts';
import { type SignatureProblem, SignatureRefused, verifySignature } from '../http/signature.ts';
import type { Target } from './call.ts';
import type { StoreRules } from './rules.ts';
import { S3Error, type S3ErrorCode } from './s3-error.ts';

const CODES: Record<SignatureProblem, S3ErrorCode> = {
  MissingAuthenticationToken: 'AccessDenied',
  IncompleteSignature: 'AuthorizationHeaderMalformed',
  UnrecognizedClient: 'InvalidAccessKeyId',
  SignatureDoesNotMatch: 'SignatureDoesNotMatch',
  RequestExpired: 'RequestTimeTooSkewed',
};

/**
 * The scope of the credentials that signed a request.
 * @param now Epoch milliseconds.
 * @throws S3Error when the signature, the access key or the session token is wrong, or the credentials have run out.
 */
export function authenticate(request: IncomingMessage, issuer: CredentialIssuer, now: number): CredentialScope {
  const { method = '', url = '', headers } = request;
  const payloadHash = headers['x-amz-content-sha256'];
  if (headers.authorization !== undefined && typeof payloadHash !== 'string') {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  let opened: ReturnType<CredentialIssuer['open']>;
  try {
    const received = { method, url, headers, payloadHash: String(payloadHash) };
    const secretOf = (accessKeyId: string, token: string) => {
      opened = issuer.open(accessKeyId, token);
      return opened?.secretAccessKey;
    };
    verifySignature(received, 's3', (signer) => secretOf(signer.accessKeyId, signer.sessionToken ?? ''), now);
  } catch (error) {
    throw error instanceof SignatureRefused ? refusal(error, headers['x-amz-security-token'] !== undefined) : error;
  }
  if (opened === undefined || opened.expired) throw new S3Error('ExpiredToken', 'The provided token has expired.');
  return opened.scope;
}

function refusal({ code, message }: SignatureRefused, hasToken: boolean): S3Error {
  if (code === 'UnrecognizedClient' && hasToken) {
    return new S3Error('InvalidToken', 'The provided token is malformed or otherwise not valid.');
  }
  return new S3Error(CODES[code], message);
}

/**
 * Lets a call through that the credentials of its job reach.
 * @param action The permission it takes: `s3:GetObject`.
 * @throws S3Error AccessDenied
 */
export function authorize(scope: CredentialScope, target: Target, action: string, rules: StoreRules): void {
  const readable = rules.outputsReadable ? [...scope.readKeys, ...scope.writeKeys] : scope.readKeys;
  const keys = action === 's3:GetObject' ? readable : scope.writeKeys;
  if (target.bucketName !== scope.bucketName || !keys.includes(target.objectKey)) throw notAllowed(target, action);
}

/** The refusal of an action on a bucket or an object. */
export const notAllowed = ({ bucketName, objectKey }: Target, action: string) =>
  new S3Error(
    'AccessDenied',
    `The credentials of this job are not allowed to perform: ${action} on resource: "arn:aws:s3:::${bucketName}${objectKey === '' ? '' : `/${objectKey}`}"`,
  );
