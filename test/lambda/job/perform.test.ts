import { expect, it } from 'vitest';
import { defineAction } from '../../../lambda/action/action.ts';
import { optional, secret } from '../../../lambda/action/configuration.ts';
import { succeeded } from '../../../lambda/action/outcome.ts';
import { perform } from '../../../lambda/job/perform.ts';
import type { Host } from '../../../lambda/job/workplace.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { memoryArtifacts } from '../../memory/artifacts.ts';

const type = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;

it('lets no code of an action see a job before the secrets of the job are hidden', async () => {
  const hidden = Promise.withResolvers<void>();
  const asked: (readonly string[])[] = [];
  let began = false;
  const action = defineAction({
    type,
    description: 'Begins.',
    configuration: { Password: optional(secret, { description: 'A password.' }) },
    inputs: { minimum: 0, maximum: 0 },
    outputs: { minimum: 0, maximum: 0 },
    async run() {
      began = true;
      return succeeded();
    },
  });
  const { signal } = new AbortController();
  const host: Host = {
    access: {
      signal,
      encryptionKeyId: undefined,
      transfers: { add() {} },
      credentials: () => Promise.reject(new Error('not needed')),
    },
    log: memoryLog(),
    hide(secrets) {
      asked.push(secrets);
      return hidden.promise;
    },
    begin: async () => 60_000,
    remember: async () => {},
    over: signal,
  };
  const details = {
    ...{ jobId: 'j-1', actionTypeId: type, pipeline: {}, inputArtifacts: [], outputArtifacts: [] },
    configuration: { Password: 'correct horse' },
  };
  const task = {
    clientId: 'c-1',
    details,
    continuationToken: undefined,
    attempt: 1,
    remembered: {},
    folder: '/nowhere',
  };
  const ports = { artifacts: memoryArtifacts(new Map()), actions: [action], surroundings: { local: false } };

  const outcome = perform(ports, task, host);
  await new Promise(setImmediate);
  const beganEarly = began;
  hidden.resolve();

  expect(await outcome).toEqual({ kind: 'succeeded' });
  expect(asked).toEqual([['correct horse']]);
  expect([beganEarly, began]).toEqual([false, true]);
});
