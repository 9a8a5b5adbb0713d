import { expect, it } from 'vitest';
import type { RedactingHost, Task } from '../../../lambda/job/workplace.ts';
import { startActionThread } from '../../../lambda/workplace/action-thread.ts';

const log = { info() {}, warn() {}, error() {} };

it('goes through no heap of an action while that is small, because the thread ends with its job', async () => {
  const entry = new URL('./counting-thread.ts', import.meta.url);
  const thread = startActionThread(entry, { environment: {} });

  const outcome = await thread.perform({} as Task, idleHost());

  await thread.close(log);
  expect(outcome).toMatchObject({ summary: '0 times until 33 things were kept' });
});

it.each([
  { inputs: 0, outputs: 0, times: 0 },
  { inputs: 1, outputs: 0, times: 1 },
  { inputs: 0, outputs: 1, times: 1 },
])(
  'asks $times times for the code of artifacts when its job has $inputs inputs and $outputs outputs',
  async (given) => {
    const entry = new URL('./preparing-thread.ts', import.meta.url);
    const thread = startActionThread(entry, { environment: {} });
    const named = (name: string, count: number) =>
      Array.from({ length: count }, () => ({ name, bucketName: 'artifacts', objectKey: name }));
    const actionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;
    const artifacts = {
      inputArtifacts: named('Source', given.inputs),
      outputArtifacts: named('Report', given.outputs),
    };
    const details = {
      jobId: 'j-1',
      actionTypeId,
      pipeline: {},
      configuration: {},
      encryptionKeyId: undefined,
      ...artifacts,
    };
    const task = {
      clientId: 'c-1',
      details,
      continuationToken: undefined,
      remembered: {},
      attempt: 1,
      folder: thread.folder,
    };

    thread.prepare?.({ ...details, nonce: undefined, credentials: undefined, continuationToken: undefined });
    const ended = thread.perform(task, { ...idleHost(), hide: async () => {}, begin: async () => 60_000 });

    const outcome = await ended;
    await thread.close(log);
    expect(outcome).toMatchObject({ message: `asked for ${given.times} times` });
  },
);

/** One of which the action asks nothing. */
function idleHost(): RedactingHost {
  const { signal } = new AbortController();
  const never = () => Promise.reject(new Error('Nothing is asked for'));
  return {
    access: { signal, encryptionKeyId: undefined, transfers: { add() {} }, credentials: never },
    ...{ log, over: signal, hide: never, begin: never, remember: never, redact: (text: string) => text },
  };
}
