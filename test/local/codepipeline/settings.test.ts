import { PollForThirdPartyJobsCommand } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { changeSettings, listRules } from '../../../local/codepipeline/settings.ts';
import { observations as ofCodePipeline } from './setting-observations.ts';
import { ACTION_TYPE, startPlane } from './start-plane.ts';
import { storeObservations } from './store-observations.ts';

const observations = [...ofCodePipeline, ...storeObservations];

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

  it('of the artifact store are set while it runs, beside those of the control plane', async () => {
    const plane = await startPlane();
    const [outputsReadable] = storeObservations;

    await fetch(`${plane.url}/_local/settings`, {
      method: 'PUT',
      body: JSON.stringify(outputsReadable?.set),
      headers: { 'content-type': 'application/json' },
    });

    expect(await outputsReadable?.see(plane)).toBe(outputsReadable?.changed);
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
