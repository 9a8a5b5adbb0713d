import { describe, expect, it } from 'vitest';
import type { ThirdPartyJobs } from '../../../../lambda/aws/codepipeline/third-party-jobs.ts';
import { keyFrom } from '../../../../lambda/job/continuation.ts';
import { isUnreportable, type SourceJob } from '../../../../lambda/job/job-source.ts';
import { thirdPartySource } from '../../../../lambda/sources/third-party/third-party-source.ts';
import { createRedactor } from '../../../../model/redaction/redactor.ts';
import { createManualClock } from '../../../../testing/manual-clock.ts';
import { memoryClients } from '../../../memory/clients.ts';
import { memoryCodePipeline } from '../../../memory/codepipeline-jobs.ts';

const CLIENT = 'c-1';
const message = { clientId: CLIENT, jobId: 'j-1' };

/** The source of one customer, whose client token is the first one until it is rotated to the second. */
function openDesk(changes: Partial<ThirdPartyJobs> = {}) {
  const clients = memoryClients();
  clients.set(CLIENT, { token: 'first-token' });
  const redactor = createRedactor();
  let good = 'first-token';
  const used: string[] = [];
  const answer = async <T>(token: string, answered: T) => {
    used.push(token);
    return token === good ? answered : 'token-refused';
  };
  const jobs: ThirdPartyJobs = {
    ...memoryCodePipeline({ clock: createManualClock() }),
    details: (_jobId, token) => answer(token, 'not-found'),
    acknowledge: (_jobId, _nonce, token) => answer(token, 'in-progress'),
    putSuccess: (_jobId, token) => answer(token, 'accepted'),
    putFailure: (_jobId, token) => answer(token, 'closed'),
    ...changes,
  };
  const rotate = (known = true) => {
    good = 'second-token';
    if (known) clients.set(CLIENT, { token: good });
  };
  const open = async (): Promise<SourceJob> => {
    const job = await thirdPartySource({ jobs, clients }).open(message, redactor);
    if (isUnreportable(job)) throw new Error(job.unreportable);
    return job;
  };
  return { clients, jobs, redactor, used, rotate, open };
}

const calls = {
  details: [(job: SourceJob) => job.details(), 'not-found'],
  acknowledge: [(job: SourceJob) => job.acknowledge('nonce'), 'in-progress'],
  succeed: [(job: SourceJob) => job.succeed({ executionDetails: {} }), 'accepted'],
  fail: [(job: SourceJob) => job.fail({ type: 'JobFailed', message: 'No.' }), 'closed'],
} as const;

describe('the jobs of a partner', () => {
  it.each(Object.keys(calls) as (keyof typeof calls)[])(
    'are called with the newest client token when the one at hand is refused (%s), and with that one from then on',
    async (name) => {
      const { open, rotate, used, redactor } = openDesk();
      const [call, answer] = calls[name];
      const job = await open();
      rotate();

      expect([await call(job), await call(job)]).toEqual([answer, answer]);

      expect(used).toEqual(['first-token', 'second-token', 'second-token']);
      expect(redactor.redact('first-token second-token')).toBe('*** ***');
    },
  );

  it.each(Object.keys(calls) as (keyof typeof calls)[])(
    'cannot be reported when the newest client token is refused too (%s), which is looked up once',
    async (name) => {
      const { open, rotate, used } = openDesk();
      const [call] = calls[name];
      const job = await open();
      rotate(false);

      expect(await call(job)).toEqual({ unreportable: 'token-refused' });

      expect(used).toEqual(['first-token', 'first-token']);
    },
  );

  it.each(['unknown', 'disabled', 'refused'] as const)(
    'cannot be reported of a customer who is %s, from the beginning or from a refused token on',
    async (state) => {
      const { open, rotate, clients, used } = openDesk();
      const job = await open();
      rotate();
      clients.set(CLIENT, state);

      expect(await job.details()).toEqual({ unreportable: state });
      await expect(open()).rejects.toThrow(state);
      expect(used).toEqual(['first-token']);
    },
  );

  it('seal with a key that follows the client token', async () => {
    const { open, rotate } = openDesk();
    const job = await open();
    const before = job.sealingKey('j-1');
    rotate();
    await job.details();

    expect(before).toEqual(keyFrom('first-token', 'j-1'));
    expect(job.sealingKey('j-1')).toEqual(keyFrom('second-token', 'j-1'));
  });
});
