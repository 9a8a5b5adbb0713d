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

/** One of which the action asks nothing. */
function idleHost(): RedactingHost {
  const { signal } = new AbortController();
  const never = () => Promise.reject(new Error('Nothing is asked for'));
  return {
    access: { signal, encryptionKeyId: undefined, transfers: { add() {} }, credentials: never },
    ...{ log, over: signal, hide: never, begin: never, remember: never, redact: (text: string) => text },
  };
}
