import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type OperationName, operations, targetPrefix } from '../../model/codepipeline/shapes.ts';
import { localKeyPair } from '../../model/local/services.ts';
import { isHangUp } from '../http/hang-up.ts';
import { BodyTooLarge, readBody } from '../http/loopback.ts';
import { verifySignature } from '../http/signature.ts';
import { type SignatureProblem, SignatureRefused } from '../http/signature-refused.ts';
import { ApiError, type ErrorCode } from './api-error.ts';

/** Does an operation on a body that was parsed only; undefined answers an empty body. */
type ServiceCall = (body: unknown) => object | undefined | Promise<object | undefined> | Promise<void>;

export interface AwsJsonOptions {
  calls: Readonly<Record<OperationName, ServiceCall>>;
  /** Gets errors that the caller only sees as InternalFailure. */
  onError: (error: unknown) => void;
}

const CONTENT_TYPE = 'application/x-amz-json-1.1';
/** Far above the largest valid input; AWS's own limit is not published. */
const MAX_BODY_BYTES = 1024 * 1024;

const signatureErrors: Readonly<Record<SignatureProblem, ErrorCode>> = {
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  IncompleteSignature: 'IncompleteSignatureException',
  UnrecognizedClient: 'UnrecognizedClientException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  RequestExpired: 'InvalidSignatureException',
  // Only S3 has presigned URLs.
  MalformedQuery: 'IncompleteSignatureException',
  UrlExpired: 'InvalidSignatureException',
};

/** Answers one call of the AWS JSON 1.1 protocol: signature, then operation, then body. Every refusal is an HTTP 400. */
export async function answerAwsJson(
  request: IncomingMessage,
  response: ServerResponse,
  options: AwsJsonOptions,
): Promise<void> {
  try {
    const output = await run(request, options);
    send(response, 200, output === undefined ? '' : JSON.stringify(output));
  } catch (error) {
    if (isHangUp(request, error)) throw error;
    const { status, code, message } = refusalOf(error);
    if (status === 500) options.onError(error);
    // Part of an oversized body may not have been read.
    if (code === 'RequestEntityTooLargeException') response.setHeader('connection', 'close');
    send(response, status, JSON.stringify({ __type: code, message }));
  }
}

async function run(request: IncomingMessage, { calls }: AwsJsonOptions): Promise<object | undefined> {
  const body = await readBody(request, MAX_BODY_BYTES);
  const received = {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    payloadHash: createHash('sha256').update(body).digest('hex'),
  };
  verifySignature(
    received,
    'codepipeline',
    ({ accessKeyId, sessionToken }) =>
      accessKeyId === localKeyPair.accessKeyId && sessionToken === undefined ? localKeyPair.secretAccessKey : undefined,
    Date.now(),
  );
  const call = calls[operationOf(request.headers['x-amz-target'])];
  checkContentType(request.headers['content-type']);
  return (await call(parse(body))) ?? undefined;
}

function operationOf(target: string | string[] | undefined): OperationName {
  const name = Object.keys(operations).find((operation) => target === `${targetPrefix}.${operation}`);
  if (name === undefined) {
    const allowed = Object.keys(operations).join(', ');
    const told = `X-Amz-Target must be ${targetPrefix}. and one of ${allowed}. Jobs and action types are here, but no pipelines.`;
    throw new ApiError('UnknownOperationException', told);
  }
  // One of the keys of `operations`, as just looked up.
  return name as OperationName;
}

function checkContentType(contentType: string | undefined): void {
  if (contentType?.split(';')[0]?.trim().toLowerCase() !== CONTENT_TYPE) {
    throw new ApiError('SerializationException', `Content-Type must be ${CONTENT_TYPE}.`);
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ApiError('SerializationException', 'The body must be JSON in UTF-8.');
  }
}

function refusalOf(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof ApiError) return { status: 400, code: error.code, message: error.message };
  if (error instanceof SignatureRefused) {
    return { status: 400, code: signatureErrors[error.code], message: error.message };
  }
  if (error instanceof BodyTooLarge) {
    const code: ErrorCode = 'RequestEntityTooLargeException';
    return { status: 400, code, message: error.message };
  }
  return { status: 500, code: 'InternalFailure', message: 'The request failed inside the control plane.' };
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': CONTENT_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}
