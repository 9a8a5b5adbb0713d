import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newEntry } from '../../../lambda/job/ledger.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { type Stack, startStack } from '../started-stack.ts';

const NOW = Date.UTC(2030, 0, 1, 12);
const clock = createManualClock(NOW);
const createdAt = NOW - 1000;

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.close());

const find = async (...args: string[]): Promise<string[]> => {
  const { output } = await stack.runJobs(['find', '--json', ...args], { clock });
  return output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).jobId]));
};

describe('npm run jobs -- find', () => {
  it('finds jobs by pipeline, stage and action, each of them and together', async () => {
    const smoke = await stack.writeEntry({ createdAt, pipelineName: 'shop', stageName: 'Check', actionName: 'Smoke' });
    const scan = await stack.writeEntry({ createdAt, pipelineName: 'shop', stageName: 'Check', actionName: 'Scan' });
    const other = await stack.writeEntry({ createdAt, pipelineName: 'blog', stageName: 'Check', actionName: 'Smoke' });

    expect((await find('--pipeline', 'shop')).toSorted()).toEqual([smoke, scan].toSorted());
    expect((await find('--stage', 'Check')).toSorted()).toEqual([smoke, scan, other].toSorted());
    expect((await find('--action', 'Smoke')).toSorted()).toEqual([smoke, other].toSorted());
    expect(await find('--pipeline', 'shop', '--action', 'Smoke')).toEqual([smoke]);
    expect(await find('--pipeline', 'sho')).toEqual([]);
  });

  it('finds a job by the execution of its action or of its pipeline', async () => {
    const partner = await stack.writeEntry({ createdAt, actionExecutionId: 'one' });
    const custom = await stack.writeEntry({ createdAt, actionExecutionId: 'two', pipelineExecutionId: 'three' });

    expect(await find('--execution', 'one')).toEqual([partner]);
    expect(await find('--execution', 'two')).toEqual([custom]);
    expect(await find('--execution', 'three')).toEqual([custom]);
  });

  it('finds what a worker claimed, by what CodePipeline told of it', async () => {
    const jobId = await stack.submitAndPoll();
    const entry = await stack.ledger.read(jobId);
    const now = createManualClock(entry?.createdAt ?? 0);
    await stack.runJobs(['fail', jobId, '--message', 'no'], {});
    const { pipelineName = '', actionExecutionId = '' } = (await stack.ledger.read(jobId)) ?? {};

    const ended = await stack.runJobs(['find', '--pipeline', pipelineName, '--execution', actionExecutionId], {
      clock: now,
    });

    expect(pipelineName).not.toBe('');
    expect(ended.output).toContain(jobId);
    expect(ended.output).toContain('reported');
  });

  it('wants to be told of what, with exit code 2', async () => {
    const ended = await stack.runJobs(['find', '--client', stack.clientId]);

    expect(ended).toMatchObject({ code: 2, errors: expect.stringContaining('at least one of --pipeline, --stage') });
  });
});

describe('a job ID that is given by its beginning', () => {
  const writeJob = async (jobId: string) => {
    await stack.ledger.write(newEntry(jobId, stack.clientId, createdAt), undefined);
  };

  it.each([8, 4, 9, 20])('is enough with its first %d characters', async (length) => {
    const jobId = randomUUID();
    await writeJob(jobId);

    const ended = await stack.runJobs(['show', jobId.slice(0, length), '--json'], { clock });

    expect(JSON.parse(ended.output)).toMatchObject({ jobId, phase: 'queued' });
  });

  it('is taken by retry, which names the whole of it', async () => {
    const jobId = randomUUID();
    await writeJob(jobId);

    const ended = await stack.runJobs(['retry', jobId.slice(0, 8), '--json'], { clock });

    expect(ended).toMatchObject({ code: 0, output: `${JSON.stringify({ jobId, phase: 'queued' })}\n` });
  });

  it('is refused when several jobs begin so, with what they are', async () => {
    const jobs = ['1', '2'].map((digit) => `abcdef${digit}${randomUUID().slice(7)}`);
    for (const jobId of jobs) await writeJob(jobId);

    const ended = await stack.runJobs(['fail', 'abcdef', '--message', 'no'], { clock });

    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).toContain('Several jobs begin with abcdef');
    for (const jobId of jobs) expect(ended.errors).toContain(`${jobId}  queued`);
    expect((await stack.ledger.read(jobs[0] ?? ''))?.phase).toBe('queued');
  });

  it.each([
    ['that no job has', 'abcdef01', 1, 'The ledger lists no job whose ID begins with abcdef01.'],
    ['that is too short', 'abc', 2, 'at least the first 4 characters'],
  ])('is refused %s', async (_what, given, code, message) => {
    const ended = await stack.runJobs(['show', given], { clock });

    expect(ended).toMatchObject({ code, output: '', errors: expect.stringContaining(message) });
  });
});
