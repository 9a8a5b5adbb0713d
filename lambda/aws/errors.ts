/** The parts of an SDK error that tell what happened; read by shape, so that one room of errors serves every client. */
interface SdkError extends Error {
  $metadata?: { httpStatusCode?: number };
  $retryable?: { throttling?: boolean };
  /** The call of the operating system that failed, when it was one. */
  syscall?: string;
}

const THROTTLING = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|LimitExceeded/;

const asSdkError = (error: unknown): SdkError | undefined => (error instanceof Error ? error : undefined);

export const httpStatusOf = (error: unknown) => asSdkError(error)?.$metadata?.httpStatusCode;

export const isThrottling = (error: unknown) =>
  httpStatusOf(error) === 429 ||
  asSdkError(error)?.$retryable?.throttling === true ||
  THROTTLING.test(asSdkError(error)?.name ?? '');

/** The request certainly had no effect: the service read it and turned it down, or no connection came about to send it on. */
export function wasRejected(error: unknown): boolean {
  const status = httpStatusOf(error);
  if (['connect', 'getaddrinfo'].includes(asSdkError(error)?.syscall ?? '')) return true;
  return status !== undefined && status >= 400 && status < 500;
}
