import type { IncomingMessage } from 'node:http';
import { isPresigned, presignedPayloadHash, type Signer } from '../http/authorization.ts';
import type { CredentialIssuer, CredentialScope } from '../http/credentials.ts';
import { type VerifiedSignature, verifySignature } from '../http/signature.ts';
import { type SignatureProblem, SignatureRefused } from '../http/signature-refused.ts';
import type { StoreTarget } from './call.ts';
import type { StoreRules } from './rules.ts';
import { S3Error, type S3ErrorCode } from './s3-error.ts';

const CODES: Record<SignatureProblem, S3ErrorCode> = {
  MissingAuthenticationToken: 'AccessDenied',
  IncompleteSignature: 'AuthorizationHeaderMalformed',
  MalformedQuery: 'AuthorizationQueryParametersError',
  UnrecognizedClient: 'InvalidAccessKeyId',
  SignatureDoesNotMatch: 'SignatureDoesNotMatch',
  RequestExpired: 'RequestTimeTooSkewed',
  UrlExpired: 'AccessDenied',
};

/** The scope of the credentials of a request, and what verifies the signatures in its body. */
interface Authentication {
  scope: CredentialScope;
  signature: VerifiedSignature;
}

/**
 * The scope of the credentials that signed a request, in its headers or its URL.
 * @param now Epoch milliseconds.
 * @throws S3Error when the signature, the access key or the session token is wrong, or the credentials have run out.
 */
export function authenticate(request: IncomingMessage, issuer: CredentialIssuer, now: number): Authentication {
  const { method = '', url = '', headers } = request;
  const payloadHash =
    headers['x-amz-content-sha256'] ?? (isPresigned({ url, headers }) ? presignedPayloadHash(url) : undefined);
  if (headers.authorization !== undefined && typeof payloadHash !== 'string') {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  let opened: ReturnType<CredentialIssuer['open']>;
  let signature: VerifiedSignature;
  let hasToken = false;
  try {
    const received = { method, url, headers, payloadHash: String(payloadHash) };
    const secretOf = ({ accessKeyId, sessionToken }: Signer) => {
      hasToken = sessionToken !== undefined;
      opened = issuer.open(accessKeyId, sessionToken ?? '');
      return opened?.secretAccessKey;
    };
    signature = verifySignature(received, 's3', secretOf, now);
  } catch (error) {
    throw error instanceof SignatureRefused ? refusal(error, hasToken) : error;
  }
  if (opened === undefined || opened.expired) throw new S3Error('ExpiredToken', 'The provided token has expired.');
  return { scope: opened.scope, signature };
}

/** The refusal of a signature in the terms of S3. */
export function refusal({ code, message }: SignatureRefused, hasToken = false): S3Error {
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
export function authorize(scope: CredentialScope, target: StoreTarget, action: string, rules: StoreRules): void {
  const readable = rules.outputsReadable ? [...scope.readKeys, ...scope.writeKeys] : scope.readKeys;
  const keys = action === 's3:GetObject' ? readable : scope.writeKeys;
  if (target.bucketName !== scope.bucketName || !keys.includes(target.objectKey)) throw notAllowed(target, action);
}

/** The refusal of an action on a bucket or an object. */
export const notAllowed = ({ bucketName, objectKey }: StoreTarget, action: string) =>
  new S3Error(
    'AccessDenied',
    `The credentials of this job are not allowed to perform: ${action} on resource: "arn:aws:s3:::${bucketName}${objectKey === '' ? '' : `/${objectKey}`}"`,
  );
