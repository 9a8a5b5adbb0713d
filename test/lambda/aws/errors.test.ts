import { describe, expect, it } from 'vitest';
import { httpStatusOf, isThrottling, wasRejected } from '../../../lambda/aws/errors.ts';

const sdkError = (name: string, httpStatusCode?: number, more: object = {}) =>
  Object.assign(new Error('refused'), { name, $metadata: { httpStatusCode }, ...more });

describe('an error of the SDK', () => {
  it.each([
    ['ThrottlingException', 400],
    ['TooManyRequestsException', 400],
    ['RequestLimitExceeded', 400],
    ['SlowDown', 503],
    ['ProvisionedThroughputExceededException', 429],
  ])('named %s with status %i is throttling', (name, status) => {
    expect(isThrottling(sdkError(name, status))).toBe(true);
  });

  it('that the SDK calls throttling is throttling', () => {
    expect(isThrottling(sdkError('Busy', 400, { $retryable: { throttling: true } }))).toBe(true);
  });

  it.each([sdkError('ValidationException', 400), sdkError('InternalFailure', 500), 'ThrottlingException', undefined])(
    'is not throttling when it is %s',
    (error) => {
      expect(isThrottling(error)).toBe(false);
    },
  );

  it.each([
    [400, true],
    [429, true],
    [499, true],
    [399, false],
    [500, false],
    [503, false],
    [undefined, false],
  ])('with status %s was certainly without effect: %s', (status, rejected) => {
    expect(wasRejected(sdkError('Refused', status))).toBe(rejected);
    expect(httpStatusOf(sdkError('Refused', status))).toBe(status);
  });

  it.each([
    ['connect', true],
    ['getaddrinfo', true],
    ['read', false],
    ['write', false],
  ])('of the call %s of the operating system was certainly without effect: %s', (syscall, rejected) => {
    expect(wasRejected(sdkError('Error', undefined, { syscall }))).toBe(rejected);
  });

  it('that never reached the service may have had an effect', () => {
    expect(wasRejected(new Error('ECONNRESET'))).toBe(false);
  });
});
