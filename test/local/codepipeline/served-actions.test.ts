import { describe, expect, it } from 'vitest';
import { defineAction, optional, required, secret, succeeded, text, wholeNumber } from '../../../lambda/index.ts';
import { customActionType } from '../../../model/codepipeline/custom-action-type.ts';
import { ACTION_TYPE, startPlane } from './start-plane.ts';

/** Another edition of one action. */
const edition = (most: number, token: typeof secret | typeof text, owner: 'ThirdParty' | 'Custom' = 'ThirdParty') =>
  defineAction({
    type: { ...ACTION_TYPE, owner },
    description: 'Counts words.',
    configuration: {
      MaxWords: required(wholeNumber(1, most), { description: `Up to ${most}.` }),
      Token: optional(token, { description: 'Opens nothing.' }),
    },
    inputs: 0,
    outputs: 0,
    run: async () => succeeded(),
  });

async function ask(url: string, path: string, body?: object) {
  const init = body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${url}/_local/${path}`, init);
  return { status: response.status, text: await response.text() };
}

describe('actions that their author saves while all runs', () => {
  it('are checked, and told to forms, as they are now', async () => {
    const plane = await startPlane({ actions: [edition(10, text)] });
    const seven = { actionTypeId: ACTION_TYPE, configuration: { MaxWords: '7' } };
    const before = await ask(plane.url, 'configuration', seven);

    plane.replaceActions([edition(5, text)], []);

    expect(before.status).toBe(200);
    expect(await ask(plane.url, 'configuration', seven)).toMatchObject({
      status: 400,
      text: expect.stringContaining('MaxWords'),
    });
    expect((await ask(plane.url, 'actions')).text).toContain('Up to 5.');
  });

  it.each([
    ['has become secret', text, secret],
    ['is secret no more', secret, text],
  ])('hide a value of a property that %s', async (_, first, then) => {
    const plane = await startPlane({ actions: [edition(10, first)] });

    plane.replaceActions([edition(10, then)], []);
    const jobId = await plane.submit({ configuration: { MaxWords: '7', Token: 'open sesame' } });

    expect(plane.facts.secretsOf(jobId)).toEqual(['Token']);
    expect(plane.recorder.redact(jobId, 'open sesame')).not.toContain('sesame');
  });

  it('change their custom action types with them, or nothing when AWS would not take one of them', async () => {
    const custom = (most: number) => customActionType(edition(most, text, 'Custom'));
    const plane = await startPlane({ actionTypes: [], customActionTypes: [custom(10)] });
    const submit = (configuration: Record<string, string>) =>
      plane.jobs.submit({ actionTypeId: { ...ACTION_TYPE, owner: 'Custom' }, configuration });
    const renamed = { ...custom(5), configurationProperties: [] };

    expect(() =>
      plane.replaceActions([edition(5, text, 'Custom')], [renamed, { ...renamed, provider: 'not a provider!' }]),
    ).toThrow(/provider/);
    await expect(submit({ MaxWords: '7' })).resolves.toBeDefined();
    plane.replaceActions([edition(5, text, 'Custom')], [renamed]);

    await expect(submit({ MaxWords: '7' })).rejects.toThrow('has no property MaxWords; it has none');
  });
});
