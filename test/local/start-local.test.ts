import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Local, startLocal } from '../../local/index.ts';
import { timeLimit } from '../time-limit.ts';
import { openEvents } from './events/event-stream.ts';

/** Never comes to an end in its first attempt. */
const ACTIONS = `
import { defineAction, optional, succeeded, text } from 'codepipeline-partner-action';

export const actions = [
  defineAction({
    type: { category: 'Test', provider: 'Patient', version: '1' },
    description: 'Waits to be killed.',
    configuration: { Waits: optional(text, { description: 'Whether it waits to be killed.' }) },
    inputs: { minimum: 0, maximum: 1 },
    outputs: 1,
    async run(job) {
      const output = job.output();
      await output.write('names.txt', job.inputs.join());
      job.log.info('at work');
      if (job.configuration.Waits && job.attempt === 1) await new Promise(() => setInterval(() => {}, 1000));
      return succeeded({ summary: 'attempt ' + job.attempt });
    },
  }),
];
`;

let folder: string;
let local: Local;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-local-'));
  await writeFile(join(folder, 'actions.ts'), ACTIONS);
  local = await startLocal({ actions: join(folder, 'actions.ts') });
}, timeLimit(120_000));
afterAll(async () => {
  await local.close();
  await rm(folder, { recursive: true });
});

describe('whole runs in a test', { timeout: timeLimit(180_000) }, () => {
  it('finish although the worker is killed in the middle', async () => {
    const job = await local.submit({ configuration: { Waits: 'yes' } });
    await job.reaches('InProgress');
    await expect.poll(() => local.lines.join(''), { timeout: timeLimit(60_000) }).toContain('at work');

    await local.killWorker();

    expect(await job.outcome()).toMatchObject({ status: 'Succeeded', executionDetails: { summary: 'attempt 2' } });
  });

  it('are recorded call by call and line by line, for whoever opens the page', async () => {
    const job = await local.submit();
    await job.outcome();

    const events = await openEvents(local.url, `?job=${job.jobId}`);
    const called = (event: { kind: string; operation?: string }) =>
      event.kind === 'call' && event.operation === 'PutThirdPartyJobSuccessResult';

    expect(await events.until(called)).toMatchObject({ status: 200, service: 'codepipeline' });
    const saidByWorker = (event: { kind: string; message?: string }) =>
      event.kind === 'log' && event.message === 'at work';
    expect(await events.until(saidByWorker)).toMatchObject({ function: 'worker' });
    await expect((await openEvents(local.url)).until(({ kind }) => kind === 'functions')).resolves.toMatchObject({
      state: 'ready',
    });
  });

  it('take files as they are written in the test, and give what was uploaded', async () => {
    const job = await local.submit({ inputs: { Docs: { 'a/b.txt': 'text' } } });

    const { status, outputArtifacts } = await job.outcome();

    expect({ status, outputArtifacts }).toMatchObject({
      status: 'Succeeded',
      outputArtifacts: [{ name: 'Report', path: expect.any(String), size: expect.any(Number) }],
    });
  });

  it('bear faults that are chosen by name, and go on without them', async () => {
    local.setFaults('throttle', 'sqs-twice');
    const disturbed = await (await local.submit()).outcome();
    local.setFaults();

    expect(disturbed.status).toBe('Succeeded');
    expect(() => local.setFaults('nonsense')).toThrow(/nonsense.*throttle/);
  });

  it('refuse what no job can be, and say why', async () => {
    await expect(local.submit({ action: 'gone' })).rejects.toThrow('There is no action "gone"; there are patient.');
    await expect(local.submit({ inputs: { A: folder, B: folder } })).rejects.toThrow('takes 0 to 1 input artifact');
    await expect(startLocal({ actions: join(folder, 'gone.ts') })).rejects.toThrow('gone.ts');
    await expect(startLocal({ actions: '', leaseSeconds: 1 })).rejects.toThrow('leaseSeconds must be from 2 to 120');
    for (const pollEvery of [1, 2.5, 61]) {
      await expect(startLocal({ actions: '', pollEvery })).rejects.toThrow(
        `pollEvery must be a whole number of seconds from 2 to 60, got ${pollEvery}`,
      );
    }
  });
});

it(
  'leaves no server behind when it is closed',
  async () => {
    await using other = await startLocal({ actions: join(folder, 'actions.ts') });
    await other.close();

    await expect(fetch(other.url)).rejects.toThrow();
  },
  timeLimit(120_000),
);
