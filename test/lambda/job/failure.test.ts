import { describe, expect, it } from 'vitest';
import { JobFailure } from '../../../lambda/action/failure.ts';
import { ArchiveError } from '../../../lambda/archive/archive-error.ts';
import { failureFrom } from '../../../lambda/job/failure.ts';

describe('failureFrom', () => {
  it('takes a JobFailure as it was thrown', () => {
    const failure = failureFrom(new JobFailure('PermissionError', 'Access denied to the artifact.'), 'j-1');

    expect(failure).toMatchObject({
      kind: 'failed',
      type: 'PermissionError',
      message: 'Access denied to the artifact.',
    });
  });

  it('blames a broken archive on the job, in the words of the archive', () => {
    const error = new ArchiveError('leaves it', '../a');

    expect(failureFrom(error, 'j-1')).toMatchObject({
      type: 'JobFailed',
      message: 'Entry "../a" of the archive leaves it.',
    });
  });

  it.each([
    new Error('password is 1234'),
    Object.assign(new Error('password is 1234'), { name: 'ArchiveError' }),
    Object.assign(new Error('password is 1234'), { name: 'JobFailure', type: 'JobFailed' }),
    'password is 1234',
    undefined,
    { message: 'password is 1234' },
  ])('tells the customer nothing of any other error but where its provider finds the cause (%s)', (error) => {
    const { type, message } = failureFrom(error, 'j-1');

    expect(type).toBe('JobFailed');
    expect(message).toContain('job ID j-1');
    expect(message).not.toContain('1234');
  });
});
