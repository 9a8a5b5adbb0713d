import { describe, expect, it } from 'vitest';
import { JobFailure } from '../../../lambda/action/failure.ts';
import { continues, failed, succeeded } from '../../../lambda/action/outcome.ts';

describe('an outcome', () => {
  it('says what it is and carries its details', () => {
    expect(succeeded({ summary: 'all well' })).toEqual({ kind: 'succeeded', summary: 'all well' });
    const notBefore = new Date(1_900_000_000_000);
    expect(continues('token', { notBefore })).toEqual({ kind: 'continues', continuationToken: 'token', notBefore });
    expect(continues('token', { percentComplete: 5 })).toEqual({
      kind: 'continues',
      continuationToken: 'token',
      percentComplete: 5,
    });
    expect(failed('JobFailed', 'Two findings.', 'run-1')).toEqual({
      kind: 'failed',
      type: 'JobFailed',
      message: 'Two findings.',
      externalExecutionId: 'run-1',
    });
  });
});

describe('a wait that is no moment', () => {
  it.each([
    ['a number', 1_900_000_000_000, 'notBefore is a Date, not a number'],
    ['a text', '2030-01-01', 'notBefore is a Date, not a string'],
    ['null', null, 'notBefore is a Date, not null'],
    ['an Invalid Date', new Date('soon'), 'notBefore is a valid Date, not an Invalid Date'],
  ])('is refused when it is %s', (_what, notBefore, message) => {
    expect(() => continues('token', { notBefore: notBefore as Date })).toThrow(new TypeError(message));
  });

  it('is refused by the compiler too', () => {
    // @ts-expect-error a Date is needed
    expect(() => continues('token', { notBefore: 60 })).toThrow(TypeError);
  });
});

describe('a JobFailure', () => {
  it('keeps its cause for the log', () => {
    const cause = new Error('HTTP 503');

    const failure = new JobFailure('SystemUnavailable', 'The service is away.', { cause });

    expect(failure).toMatchObject({
      name: 'JobFailure',
      type: 'SystemUnavailable',
      message: 'The service is away.',
      cause,
    });
  });
});
