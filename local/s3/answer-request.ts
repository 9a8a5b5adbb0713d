import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../model/clock.ts';
import type { CredentialIssuer } from '../http/credentials.ts';
import { isHangUp } from '../http/hang-up.ts';
import { answerError } from './answer.ts';
import { authenticate, authorize } from './authorize.ts';
import { parseTarget, type Store } from './call.ts';
import { checkHeaders } from './check-headers.ts';
import { takePresignedParameters } from './presigned-parameters.ts';
import { findRoute } from './route.ts';
import { S3Error } from './s3-error.ts';

/** What every request is answered from. */
interface AnswerContext {
  store: Store;
  issuer: CredentialIssuer;
  clock: Clock;
  onError: (error: unknown) => void;
}

/** Answers one request as S3 does: authenticates it, finds its operation, and lets it through or refuses it. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { store, issuer, clock, onError }: AnswerContext,
): Promise<void> {
  const { method = '', url = '', headers } = request;
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  const now = clock.now();
  response.setHeader('x-amz-request-id', requestId);
  // An SDK with a wrong clock corrects it by this header.
  response.setHeader('date', new Date(now).toUTCString());
  try {
    const target = parseTarget(url);
    const { scope, signature } = authenticate(request, issuer, now);
    takePresignedParameters(request, target);
    const { operation, permission } = findRoute(request, target);
    authorize(scope, target, permission, store.rules());
    checkHeaders(method, headers);
    await operation({ ...target, request, response, scope, signature, store, now });
  } catch (error) {
    if (response.headersSent || isHangUp(request, error)) throw error;
    if (!(error instanceof S3Error)) onError(error);
    answerError(request, response, error instanceof S3Error ? error : internalError(), requestId);
  }
}

const internalError = () => new S3Error('InternalError', 'We encountered an internal error. Please try again.');
