/** The parts of an SDK error that tell what happened. They are read by shape, so that this works for every client. */
interface SdkError extends Error {
  $metadata?: { httpStatusCode?: number };
  $retryable?: { throttling?: boolean };
  /** The call of the operating system that failed, if one did. */
  syscall?: string;
}

const THROTTLING = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|LimitExceeded/;

const asSdkError = (error: unknown): SdkError | undefined => (error instanceof Error ? error : undefined);

export const httpStatusOf = (error: unknown) => asSdkError(error)?.$metadata?.httpStatusCode;

export const isThrottling = (error: unknown) =>
  httpStatusOf(error) === 429 ||
  asSdkError(error)?.$retryable?.throttling === true ||
  THROTTLING.test(asSdkError(error)?.name ?? '');

/** Whether the request certainly had no effect: the service refused it, or there was no connection to send it on. */
export function wasRejected(error: unknown): boolean {
  const status = httpStatusOf(error);
  if (['connect', 'getaddrinfo'].includes(asSdkError(error)?.syscall ?? '')) return true;
  return status !== undefined && status >= 400 && status < 500;
}
