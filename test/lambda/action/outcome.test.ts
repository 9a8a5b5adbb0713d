import { describe, expect, it } from 'vitest';
import { continues, failed, JobFailure, succeeded } from '../../../lambda/action/outcome.ts';

describe('an outcome', () => {
  it('says what it is and carries its details', () => {
    expect(succeeded({ summary: 'all well' })).toEqual({ kind: 'succeeded', summary: 'all well' });
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
