import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import type { FromThread, ToThread } from '../../../lambda/workplace/thread-messages.ts';
import { noUnreadLines } from '../../../lambda/workplace/unread-lines.ts';

const type = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;

const task = {
  clientId: 'c-1',
  details: {
    ...{ jobId: 'j-1', actionTypeId: type, pipeline: {}, inputArtifacts: [], outputArtifacts: [] },
    configuration: { Note: 'remembers', Password: 'correct horse' },
  },
  continuationToken: undefined,
  ...{ attempt: 1, remembered: {}, folder: '/nowhere' },
};

/** A job may begin for a minute from now. */
const IN_TIME = { value: 60_000 };

/** Starts a thread whose worker answers its questions in this way, and gives all that it told until its action was over. */
function converse(answer: Pick<Extract<ToThread, { kind: 'answer' }>, 'value' | 'error'>) {
  const thread = new Worker(new URL('./trying-thread.ts', import.meta.url), { stdout: true, stderr: true });
  onTestFinished(async () => void (await thread.terminate()));
  const told: FromThread[] = [];
  return new Promise<FromThread[]>((resolve, reject) => {
    const tell = (message: ToThread) => thread.postMessage(message);
    thread.on('error', reject);
    thread.on('message', (message: FromThread) => {
      told.push(message);
      if ('call' in message)
        tell({ kind: 'answer', call: message.call, ...(message.kind === 'begin' ? IN_TIME : answer) });
      if (message.kind === 'printed') resolve(told);
    });
    tell({ kind: 'task', task, unread: noUnreadLines() });
  });
}

it('begins no action whose worker could not hide the secrets of the job', async () => {
  const told = await converse({ error: { name: 'Error', message: 'not hidden' } });

  expect(told.map(({ kind }) => kind)).toEqual(['hide', 'threw', 'printed']);
  expect(told[0]).toMatchObject({ secrets: ['correct horse'] });
});

it('tells its worker first what to hide, and last that all is printed', async () => {
  const told = (await converse({ value: undefined })).map(({ kind }) => kind);

  expect(told).toEqual(['hide', 'begin', 'remember', 'ended', 'printed']);
});
