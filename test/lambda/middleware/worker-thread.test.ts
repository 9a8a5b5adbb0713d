import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { actionEnvironment } from '../../../lambda/entry/environment.ts';
import { createWorkerAt } from '../../../lambda/worker.ts';
import { startActionThread, type ThreadOptions } from '../../../lambda/workplace/action-thread.ts';
import { few } from '../../few.ts';
import type { NewJob } from '../../memory/codepipeline-jobs.ts';
import { timeLimit } from '../../time-limit.ts';
import { deliver } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld, REPORT_KEY, type World } from './world.ts';

const lines = captureLogLines();
const entry = new URL('../workplace/trying-thread.ts', import.meta.url);
const PASSWORD = 'correct horse battery';

/** A worker whose actions run in threads. Time passes only when a test says so. */
const threadedWorker = (world: World, options: Partial<ThreadOptions> = {}) =>
  createWorkerAt(
    world.workerPorts(async () => {
      throw new Error('this action is in the wrong thread');
    }),
    () => startActionThread(entry, { environment: actionEnvironment(), ...options }),
  );

async function tryJob(note: string, job: Partial<NewJob> = {}, options: Partial<ThreadOptions> = {}) {
  const world = createWorld();
  const jobId = world.addJob({ configuration: { Note: note, Password: PASSWORD }, outputArtifacts: [], ...job });
  await world.poll();
  const fate = deliver(world.queue, threadedWorker(world, options), world.clock);
  return { world, jobId, fate };
}

/** Waits for a line of the thread, which no clock of ours can hurry. */
const seen = (text: string) => expect.poll(() => lines.join(''), { timeout: timeLimit(15_000) }).toContain(text);

/** The messages that begin so. */
const printedFrom = (beginning: string): string[] =>
  lines.map((line) => JSON.parse(line).message).filter((message) => message.startsWith(beginning));

async function makeTemporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'worker-thread-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** One that has ended stays in the list, as a zombie, until its parent asks for it. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

describe('an action in a thread of its own', () => {
  const ends: [string, object][] = [
    ['good', { status: 'Succeeded', result: { executionDetails: { summary: expect.stringContaining('"Source"') } } }],
    ['remembers', { status: 'Succeeded', result: { executionDetails: { summary: 'undefined, then 17' } } }],
    [
      'has progressed',
      { status: 'Succeeded', result: { executionDetails: { percentComplete: 40, summary: 'testing' } } },
    ],
    ['fails', { status: 'Failed', result: { type: 'RevisionOutOfSync', message: 'The source moved on.' } }],
    ['throws', { status: 'Failed', result: { type: 'JobFailed', message: expect.stringContaining('unexpectedly') } }],
    ['remembers a secret', { status: 'Failed', result: { type: 'JobFailed' } }],
  ];
  it.each(few(4, ends))('ends as it would in the thread of its worker: one that %s', async (note, expected) => {
    const { world, jobId, fate } = await tryJob(note);

    expect(await fate).toBe('deleted');
    expect(world.codePipeline.job(jobId)).toMatchObject(expected);
  });

  it('logs what it threw and what lay behind, and tells the customer neither', async () => {
    const { world, jobId, fate } = await tryJob('throws');
    await fate;

    const [line] = lines.filter((text) => text.includes('the job failed'));
    expect(line).toContain('ECONNREFUSED 10.0.0.7');
    expect(line).toContain('deeper');
    expect(line).toContain('trying-thread.ts');
    expect(JSON.stringify(world.codePipeline.job(jobId).result)).not.toContain('10.0.0.7');
  });

  it.each(few(2, ['rejects unheard', 'exits', 'throws unheard', 'ends in nonsense']))(
    'fails its own job, and no worker, when it %s',
    async (note) => {
      const { world, jobId, fate } = await tryJob(note);

      expect(await fate).toBe('deleted');
      expect(world.codePipeline.job(jobId)).toMatchObject({
        status: 'Failed',
        result: { type: 'JobFailed', message: expect.stringContaining(jobId) },
      });
      expect(world.ledger.entry(jobId)).toMatchObject({ phase: 'reported', attempt: 1 });
    },
  );

  it('drops the output that it began when it ends so', async () => {
    const outputArtifacts = [{ name: 'Report', bucketName: 'artifacts', objectKey: REPORT_KEY }];
    const { world, jobId, fate } = await tryJob('rejects unheard', { outputArtifacts });
    await fate;

    expect(world.codePipeline.job(jobId)).toMatchObject({ status: 'Failed', result: { type: 'JobFailed' } });
    expect(lines.join('')).toContain('dropped its output');
    expect(lines.join('')).toContain('nobody handles this');
  });

  it('fails its own job when it fills the memory', async () => {
    const { world, jobId, fate } = await tryJob('fills the memory', {}, { heapMegabytes: 64 });

    expect(await fate).toBe('deleted');
    expect(world.codePipeline.job(jobId).result).toMatchObject({
      type: 'JobFailed',
      message: expect.stringContaining('memory of its worker'),
    });
  });

  const endless: [string, string][] = [
    ['loops', 'begins to loop'],
    ['ignores its signal', 'begins to wait'],
    ['heeds its signal', 'begins to wait'],
    ['waits for a process', 'begins to wait'],
  ];
  it.each(few(2, endless))(
    'is ended by the deadline when it %s, while its lease is renewed',
    async (note, beginning) => {
      const { world, jobId, fate } = await tryJob(note);
      await seen(beginning);

      await world.clock.advance(700_000);
      const renewed = world.ledger.entry(jobId).leaseUntil - world.clock.now();
      await world.clock.advance(196_000);

      expect(renewed).toBeGreaterThan(0);
      expect(await fate).toBe('deleted');
      expect(world.codePipeline.job(jobId).result).toMatchObject({
        type: 'JobFailed',
        message: expect.stringContaining('did not finish within 880 seconds'),
      });
    },
  );

  it('shows no secret, whatever it prints', async () => {
    const { fate } = await tryJob('prints');
    await fate;

    const shown = lines.join('');
    for (const way of ['log', 'trace', 'split', 'warning', 'fields', 'error']) expect(shown).toContain(way);
    expect(shown).not.toContain(PASSWORD);
    expect(lines.filter((line) => JSON.parse(line).jobId === undefined)).toEqual([]);
  });

  it('keeps its worker from nothing else, and from no line, when it logs faster than that can write', async () => {
    const atOnce: number[] = [];
    let written = 0;
    const turns = setInterval(() => {
      atOnce.push(lines.length - written);
      written = lines.length;
    });
    onTestFinished(() => clearInterval(turns));
    const { fate } = await tryJob('logs a lot');
    await fate;

    expect(lines.filter((line) => line.includes('"scanned"'))).toHaveLength(4_000);
    expect(Math.max(...atOnce)).toBeLessThan(2_000);
  });

  it('has every line logged, and none in parts, that it printed up to its last moment', async () => {
    const { fate } = await tryJob('prints to its last moment');
    await fate;

    expect(printedFrom('line ')).toEqual(Array.from({ length: 5_000 }, (_, line) => `line ${line} of five thousand`));
  });

  it.each(few(2, ['throws', 'loops', 'exits', 'waits']))('shows the line that it began when it %s', async (end) => {
    const { world, fate } = await tryJob(`begins a line and ${end}`);
    await seen('has begun a line');
    if (end === 'loops' || end === 'waits') await world.clock.advance(900_000);
    await fate;

    expect(printedFrom('a line')).toEqual(['a line that begins with ***']);
  });

  it('ends with its outcome, whatever it does afterwards', async () => {
    const { world, jobId, fate } = await tryJob('ends and then loops');

    expect(await fate).toBe('deleted');
    expect(world.codePipeline.job(jobId)).toMatchObject({ status: 'Succeeded' });
  });

  it('may log what has no text', async () => {
    const { fate, jobId, world } = await tryJob('logs what has no text');
    await fate;

    expect(lines.join('')).toContain('(unreadable)');
    expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  });

  it('sees neither the credentials of its worker nor where the worker keeps things', async () => {
    const { world, jobId, fate } = await tryJob('tells of itself');
    await fate;

    const { result } = world.codePipeline.job(jobId);
    expect(JSON.stringify(result)).toContain('AWS_REGION');
    expect(JSON.stringify(result)).not.toMatch(/AWS_ACCESS_KEY_ID|AWS_SECRET|QUEUE_URL|LEDGER_TABLE|CLIENTS_TABLE/);
  });

  it('has a say in nothing but its own outcome', async () => {
    const { world, jobId, fate } = await tryJob('forges');
    await fate;

    expect(world.codePipeline.job(jobId)).toMatchObject({ status: 'Succeeded' });
    expect(world.ledger.history.map(({ phase }) => phase).filter((phase) => phase === 'lost')).toEqual([]);
    expect(world.ledger.entry(jobId).outcome).toEqual({
      kind: 'succeeded',
      executionDetails: { summary: '7', percentComplete: 7 },
    });
  });

  it('says how large the disk is that it filled, and what gives more', async () => {
    const { world, jobId, fate } = await tryJob('fills the disk');
    await fate;

    expect(world.codePipeline.job(jobId).result).toMatchObject({
      type: 'JobFailed',
      message: expect.stringMatching(/temporary disk space of its worker, [\d,]+ MiB\. .*workerStorage/),
    });
  });

  it('has an empty folder of its own, which is its temporary folder', async () => {
    const temporaryFolder = await makeTemporary();
    const { world, jobId, fate } = await tryJob('looks at its folder', {}, { temporaryFolder });
    await fate;

    const { result } = world.codePipeline.job(jobId);
    expect(result).toMatchObject({
      executionDetails: {
        summary: expect.stringContaining('"mode":"700","temporary":[true,true,true,true],"inside":[]'),
      },
    });
  });

  it('leaves no file to the next job, and those that are not its own as they were', async () => {
    const temporaryFolder = await makeTemporary();
    await mkdir(join(temporaryFolder, 'of others'));
    await writeFile(join(temporaryFolder, 'of others', 'file'), 'theirs');
    const world = createWorld();
    for (const Note of ['leaves files', 'looks at its folder']) {
      world.addJob({ configuration: { Note }, outputArtifacts: [] });
    }
    await world.poll();
    const worker = threadedWorker(world, { temporaryFolder });

    await deliver(world.queue, worker, world.clock);
    await deliver(world.queue, worker, world.clock);

    const [first, second] = world.codePipeline.all();
    expect(first?.status).toBe('Succeeded');
    expect(second?.result).toMatchObject({
      executionDetails: { summary: expect.stringMatching(/"besides":\["job-[^",]+","of others","of others\/file"\]/) },
    });
    expect(await readdir(temporaryFolder, { recursive: true })).toEqual(['of others', 'of others/file']);
    expect(lines.join('')).not.toContain('could not remove');
  });

  it.runIf(process.platform === 'linux')(
    'leaves no process behind, not even one that let go of its parent',
    async () => {
      const { fate } = await tryJob('leaves processes');
      await fate;

      const told = lines.map((line) => JSON.parse(line)).find(({ message }) => message === 'processes');
      expect(told.pids).toEqual([expect.any(Number), expect.any(Number)]);
      await expect.poll(() => told.pids.filter(isAlive)).toEqual([]);
    },
  );

  it.runIf(process.platform === 'linux')(
    'has its outcome reported though the operating system holds its thread',
    async () => {
      const temporaryFolder = await makeTemporary();
      const pipe = join(temporaryFolder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      // Opened for both, a pipe waits for nobody and frees who waits.
      onTestFinished(() => closeSync(openSync(pipe, 'r+')));
      const { world, jobId, fate } = await tryJob('opens a pipe', {}, { temporaryFolder });

      expect(await fate).toBe('deleted');
      expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
      await seen('has not ended yet');
      expect(printedFrom('a line')).toEqual(['a line that begins with ***']);
    },
  );
});
