import { describe, expect, it } from 'vitest';
import { JobFailure } from '../../../lambda/action/failure.ts';
import { LeaseLost } from '../../../lambda/job/lease.ts';
import { unavailable } from '../../../lambda/job/unavailable.ts';

describe('unavailable', () => {
  it('blames what the worker could not reach, keeps the cause for the log and says that the action can run again', () => {
    const cause = new Error('ECONNREFUSED 10.0.0.7');

    const fail = () => unavailable('its ledger')(cause);

    expect(fail).toThrow(
      expect.objectContaining({
        name: 'JobFailure',
        type: 'SystemUnavailable',
        message: 'The worker could not reach its ledger. Run the action again.',
        cause,
      }),
    );
  });

  it.each([new LeaseLost('taken over'), new JobFailure('PermissionError', 'Access denied to the artifact.')])(
    'lets a $name through as it is',
    (error) => {
      expect(() => unavailable('its ledger')(error)).toThrow(error);
    },
  );
});
