import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { succeeded } from '../../../lambda/action/outcome.ts';
import { countRuns, type Evidence, judgeRuns } from '../../../local/chaos/judge-runs.ts';
import { type ActionRun, readRuns } from '../../../local/chaos/read-runs.ts';
import { recordRun } from '../../../local/chaos/rehearsal/record-run.ts';

const JOB = 'j-1';
type How = NonNullable<ActionRun['end']>['how'];

/** A run of ten milliseconds; without a way to end, its process was gone before. */
const runOf = (sender: string, startedAt: number, how?: How): ActionRun => ({
  ...{ jobId: JOB, sender, codeFolder: '/var/task', startedAt },
  ...(how && { end: { how, at: startedAt + 10 } }),
});
const at = (sender: string, time: number) => ({ at: time, jobId: JOB, sender });
const judge = (runs: readonly ActionRun[], evidence: Partial<Evidence> = {}) =>
  judgeRuns(runs, { decisions: [], deaths: [], ...evidence });

describe('the judge of runs', () => {
  it('has nothing to say of one run, or of one after a run whose process died in it', () => {
    expect(judge([runOf('a', 0, 'returned')], { decisions: [at('a', 11)] })).toEqual([]);
    expect(judge([runOf('a', 0), runOf('b', 20, 'returned')], { decisions: [at('b', 31)] })).toEqual([]);
  });

  it('has nothing to say of a second run when a kill fell between the return of the first and its outcome', () => {
    const runs = [runOf('a', 0, 'returned'), runOf('b', 20, 'threw')];

    expect(judge(runs, { deaths: [at('a', 15)], decisions: [at('b', 31)] })).toEqual([]);
    expect(countRuns(runs, { deaths: [at('a', 15)], decisions: [at('b', 31)] })).toEqual({
      started: 2,
      completed: 2,
      cutShort: 1,
    });
  });

  it.each([
    ['nobody was killed', []],
    ['another process was killed', [at('c', 15)]],
    ['it was killed before it began', [at('a', -5)]],
    ['it was killed at another job', [{ at: 15, jobId: 'j-2', sender: 'a' }]],
  ])('complains about an action that was completed twice although %s', (_what, deaths) => {
    const complaints = judge([runOf('a', 0, 'returned'), runOf('b', 20, 'returned')], { deaths });

    expect(complaints).toEqual(['job j-1: its action was completed 2 times, right is once']);
  });

  it('complains about an action that was completed twice although its process died, when the outcome was in the ledger', () => {
    const runs = [runOf('a', 0, 'returned'), runOf('b', 5, 'returned')];

    expect(judge(runs, { decisions: [at('a', 11)], deaths: [at('a', 15)] })).toEqual([
      'job j-1: its action was completed 2 times, right is once',
    ]);
  });

  it('complains about a run that began once the outcome was in the ledger, killed or not', () => {
    const runs = [runOf('a', 0, 'returned'), runOf('b', 20)];

    expect(judge(runs, { decisions: [at('a', 11)], deaths: [at('b', 25)] })).toEqual([
      'job j-1: its action was run 1 times after its outcome was decided',
    ]);
  });

  it('complains about a run that was left for another one, though neither came to an end of its own', () => {
    expect(judge([runOf('a', 0, 'stopped'), runOf('b', 20, 'returned')])).toEqual([
      'job j-1: its action was started 2 times and cut short 0 times',
    ]);
    expect(judge([runOf('a', 0), runOf('a', 20, 'returned')])).toEqual([
      'job j-1: its action was started 2 times and cut short 0 times',
    ]);
  });
});

describe('the record of runs', () => {
  let folder: string | undefined;
  afterEach(async () => {
    vi.unstubAllEnvs();
    if (folder !== undefined) await rm(folder, { recursive: true });
    folder = undefined;
  });
  const open = async () => {
    folder = await mkdtemp(join(tmpdir(), 'record-'));
    const file = join(folder, 'runs.jsonl');
    vi.stubEnv('REHEARSAL_RECORD', file);
    vi.stubEnv('AWS_SDK_UA_APP_ID', 'worker-a');
    vi.stubEnv('LAMBDA_TASK_ROOT', '/var/task');
    return file;
  };

  it('tells of every run how it ended, in the order of the starts', async () => {
    const file = await open();
    const stopping = new AbortController();
    const job = { id: JOB, signal: stopping.signal };
    const fail = async () => {
      throw new Error('it failed');
    };

    await recordRun(job, async () => succeeded());
    await recordRun(job, fail).catch(() => undefined);
    stopping.abort();
    await recordRun(job, fail).catch(() => undefined);
    void recordRun(job, () => new Promise(() => {}));

    const runs = await readRuns(file);
    expect(runs.map(({ end }) => end?.how)).toEqual(['returned', 'threw', 'stopped', undefined]);
    for (const run of runs) expect(run).toMatchObject({ jobId: JOB, sender: 'worker-a', codeFolder: '/var/task' });
  });

  it('has the start on the disk before the work begins', async () => {
    const file = await open();
    let seen = '';

    await recordRun({ id: JOB, signal: new AbortController().signal }, async () => {
      seen = await readFile(file, 'utf8');
      return succeeded();
    });

    expect(JSON.parse(seen)).toMatchObject({ jobId: JOB, what: 'started' });
  });

  it('is empty where nothing ran', async () => {
    expect(await readRuns(join(tmpdir(), 'no-such-folder', 'runs.jsonl'))).toEqual([]);
  });
});
