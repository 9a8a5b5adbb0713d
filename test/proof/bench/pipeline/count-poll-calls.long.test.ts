import { describe, expect, it } from 'vitest';
import { countPollCalls } from '../../../../proof/bench/pipeline/count-poll-calls.ts';
import { timeLimit } from '../../../time-limit.ts';

describe('a poller', () => {
  it.each([1, 10, 1000])(
    'reads and sends %d new jobs by tens, writes each once, and asks for them by tens too',
    { timeout: timeLimit(240_000) },
    async (jobs) => {
      const { queueing, lookingAgain } = await countPollCalls(jobs);

      const tens = Math.ceil(jobs / 10);
      const { PollForThirdPartyJobs: polls, ...calls } = queueing;
      expect(calls).toEqual({ BatchGetItem: tens, PutItem: jobs, SendMessageBatch: tens });
      expect(polls).toBeLessThanOrEqual(2 * tens + 1);
      const { PollForThirdPartyJobs: _, ...again } = lookingAgain;
      expect(again).toEqual({ BatchGetItem: tens });
    },
  );
});
