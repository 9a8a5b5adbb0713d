import { PollForThirdPartyJobsCommand } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../local/codepipeline/rules.ts';
import { changeSettings, listRules } from '../../../local/codepipeline/settings.ts';
import { acknowledge, acknowledged, details, dispatched, poll, putSuccess } from './call-as-worker.ts';
import { ACTION_TYPE, type Plane, startPlane } from './start-plane.ts';

/** What can be seen of each setting, and what its other value changes. */
const observations: readonly {
  set: Partial<Settings>;
  see: (plane: Plane) => Promise<unknown>;
  standard: unknown;
  changed: unknown;
}[] = [
  {
    set: { redeliverySeconds: 5 },
    see: async ({ client, clock, submit }) => {
      await submit();
      await poll(client);
      clock.advance(5);
      return (await poll(client)).length;
    },
    standard: 0,
    changed: 1,
  },
  {
    set: { nonceChangesAtDispatch: false },
    see: async ({ client, clock, submit }) => {
      const jobId = await submit();
      const nonce = await dispatched(client, jobId);
      clock.advance(30);
      return nonce === (await dispatched(client, jobId));
    },
    standard: false,
    changed: true,
  },
  {
    set: { nonceLapsesAfterMilliseconds: 1500 },
    see: async ({ client, clock, submit }) => {
      const jobIds = [await submit(), await submit()];
      const seen: unknown[] = [];
      for (const [index, seconds] of [1, 2].entries()) {
        const jobId = jobIds[index] ?? '';
        const nonce = await dispatched(client, jobId);
        clock.advance(seconds);
        seen.push(await outcomeOf(acknowledge(client, jobId, nonce)), (await details(client, jobId)).nonce === nonce);
      }
      return seen;
    },
    standard: ['InProgress', true, 'InProgress', true],
    changed: ['InProgress', true, 'InvalidNonceException', true],
  },
  {
    set: { acknowledgeTwiceWithSameNonce: 'accepted' },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      return await outcomeOf(acknowledge(client, jobId, await acknowledged(client, jobId)));
    },
    standard: 'InvalidNonceException',
    changed: 'InProgress',
  },
  {
    set: { acknowledgeFinishedJob: 'answered' },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      const nonce = await acknowledged(client, jobId);
      await putSuccess(client, jobId);
      return await outcomeOf(acknowledge(client, jobId, nonce));
    },
    standard: 'InvalidNonceException',
    changed: 'Succeeded',
  },
  {
    set: { jobTimeoutSeconds: 60 },
    see: async ({ clock, submit, jobs }) => {
      const jobId = await submit();
      clock.advance(60);
      return (await jobs.show(jobId)).status;
    },
    standard: 'Queued',
    changed: 'TimedOut',
  },
  {
    set: { timeoutClockStartsAt: 'acknowledged' },
    see: async ({ client, clock, submit, jobs }) => {
      const jobId = await submit();
      clock.advance(3599);
      await acknowledged(client, jobId);
      clock.advance(1);
      const { status } = await jobs.show(jobId);
      clock.advance(3599);
      return [status, (await jobs.show(jobId)).status];
    },
    standard: ['TimedOut', 'TimedOut'],
    changed: ['InProgress', 'TimedOut'],
  },
  {
    set: { credentialLifetimeSeconds: 60 },
    see: async ({ client, clock, submit, issuer }) => {
      const jobId = await submit();
      await poll(client);
      const { data } = await details(client, jobId);
      clock.advance(60);
      const { accessKeyId = '', sessionToken = '' } = data?.artifactCredentials ?? {};
      return issuer.open(accessKeyId, sessionToken)?.expired;
    },
    standard: false,
    changed: true,
  },
  {
    set: { detailsAfterAcknowledge: 'refused' },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      await acknowledged(client, jobId);
      return await outcomeOf(details(client, jobId).then(({ id }) => id === jobId));
    },
    standard: true,
    changed: 'InvalidJobException',
  },
  {
    set: { detailsOfFinishedJob: 'allowed' },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      await acknowledged(client, jobId);
      await putSuccess(client, jobId);
      return await outcomeOf(details(client, jobId).then(({ id }) => id === jobId));
    },
    standard: 'InvalidJobException',
    changed: true,
  },
  {
    set: { continuationDelaySeconds: 0 },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      await acknowledged(client, jobId);
      await putSuccess(client, jobId, 'next');
      return (await poll(client)).length;
    },
    standard: 0,
    changed: 1,
  },
  {
    set: { continuationKeepsOutputKeys: false },
    see: async ({ client, clock, submit, jobs }) => {
      const jobId = await submit({ outputArtifacts: ['Out'] });
      await acknowledged(client, jobId);
      const first = await details(client, jobId);
      await putSuccess(client, jobId, 'next');
      clock.advance(30);
      await poll(client);
      const second = await details(client, (await jobs.show(jobId)).continuedAs ?? '');
      const key = ({ data }: typeof first) => data?.outputArtifacts?.[0]?.location?.s3Location?.objectKey;
      return key(first) === key(second);
    },
    standard: true,
    changed: false,
  },
  {
    set: { outputArtifactOrder: 'reversed' },
    see: async ({ client, submit }) => {
      const jobId = await submit({ outputArtifacts: ['A', 'B'] });
      await poll(client);
      return (await details(client, jobId)).data?.outputArtifacts?.map(({ name }) => name);
    },
    standard: ['A', 'B'],
    changed: ['B', 'A'],
  },
  {
    set: { retentionSeconds: 60 },
    see: async ({ client, clock, submit, jobs }) => {
      const jobId = await submit();
      await acknowledged(client, jobId);
      await putSuccess(client, jobId);
      clock.advance(60);
      return (await jobs.list()).length;
    },
    standard: 1,
    changed: 0,
  },
  {
    set: { batchSizeCap: 1 },
    see: async ({ client, submit }) => {
      for (let count = 0; count < 12; count++) await submit();
      return (await poll(client)).length;
    },
    standard: 10,
    changed: 1,
  },
  {
    set: { putBeforeAcknowledge: 'accepted' },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      await poll(client);
      return await outcomeOf(putSuccess(client, jobId).then(() => 'taken'));
    },
    standard: 'InvalidJobStateException',
    changed: 'taken',
  },
  {
    set: { errorPrecedence: 'stateFirst' },
    see: async ({ client, submit, jobs }) => {
      const jobId = await submit();
      await jobs.putClient((await jobs.show(jobId)).clientId, 'rotated');
      return await outcomeOf(putSuccess(client, jobId));
    },
    standard: 'InvalidClientTokenException',
    changed: 'InvalidJobStateException',
  },
];

const outcomeOf = <T>(call: Promise<T>) => call.catch((error: Error) => error.name);

describe.each(observations.map((one) => ({ ...one, name: Object.keys(one.set)[0] })))(
  '$name',
  ({ set, see, standard, changed }) => {
    it('changes what the worker sees', async () => {
      const planes = [await startPlane(), await startPlane({ settings: set })];

      const seen = await Promise.all(planes.map(see));

      expect(seen).toEqual([standard, changed]);
    });
  },
);

describe('the settings', () => {
  it('are all covered by an observation', () => {
    const names = Object.keys(changeSettings({}));

    expect(observations.flatMap(({ set }) => Object.keys(set))).toEqual(names);
  });

  it('keep what was changed before', () => {
    const before = changeSettings({ batchSizeCap: 3 });

    expect(changeSettings({ redeliverySeconds: 7 }, before)).toEqual({ ...before, redeliverySeconds: 7 });
  });

  it('are listed with value, mark and source, and what is allowed where they can be set', () => {
    const rules = listRules(changeSettings({ redeliverySeconds: 7 }));

    for (const rule of rules) {
      expect(rule.source).not.toBe('');
      expect(rule.allowed !== undefined, rule.name).toBe(rule.mark === 'assumed');
    }
    expect(rules[0]).toMatchObject({ name: 'redeliverySeconds', value: 7, unit: 'seconds', mark: 'assumed' });
    expect(new Set(rules.map(({ mark }) => mark))).toEqual(new Set(['assumed', 'model', 'documented']));
  });

  it.each([
    [{ redeliverySecond: 1 }, 'There is no setting "redeliverySecond"; there are redeliverySeconds, '],
    [{ redeliverySeconds: 0 }, 'Setting redeliverySeconds: got 0, allowed is a whole number from 1 to 43200'],
    [{ redeliverySeconds: 1.5 }, 'got 1.5'],
    [{ redeliverySeconds: '30' }, 'got "30"'],
    [{ redeliverySeconds: undefined }, 'got undefined'],
    [{ nonceChangesAtDispatch: 'yes' }, 'got "yes", allowed is true or false'],
    [{ errorPrecedence: 'tokenLast' }, 'got "tokenLast", allowed is tokenFirst or stateFirst'],
    [{ constructor: 1 }, 'There is no setting "constructor"'],
    [null, 'Settings must be a JSON object'],
    [[], 'Settings must be a JSON object'],
  ])('refuse %j', (changes, message) => {
    expect(() => changeSettings(changes)).toThrow(message);
  });

  it('stop a control plane from starting when they are wrong', async () => {
    await expect(startPlane({ settings: { batchSizeCap: 0 } })).rejects.toThrow('batchSizeCap');
  });
});

describe('maxBatchSize', () => {
  it('is capped', async () => {
    const { client, submit } = await startPlane({ settings: { batchSizeCap: 2 } });
    for (let count = 0; count < 3; count++) await submit();

    const { jobs } = await client.send(
      new PollForThirdPartyJobsCommand({ actionTypeId: ACTION_TYPE, maxBatchSize: 3 }),
    );

    expect(jobs).toHaveLength(2);
  });
});
