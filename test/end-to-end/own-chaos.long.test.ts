import { describe, expect, it } from 'vitest';
import { timeLimit } from '../time-limit.ts';
import { makeProject, runIn, wordCount } from './own-actions.ts';

describe("partner-action chaos, with somebody's own action", { timeout: timeLimit(400_000) }, () => {
  it('kills the workers of its jobs, counts its runs and holds each to what it is undisturbed', async () => {
    const folder = await makeProject({ 'actions.ts': wordCount("throw new Error('as always');") });

    const ended = await runIn(folder, ['chaos', '--set', 'MaxWords=5', '--jobs', '4', '--faults', 'none']);

    expect(ended.output).toContain('With nothing in its way, the job has Failed with JobFailed.');
    expect(ended.output).toMatch(/kills alone, 4 jobs, [4-9] runs, [1-9]\d* kills/);
    // A machine that is too busy cannot be told from a fault.
    expect([0, 3]).toContain(ended.code);
  });

  it('says in one line what is wrong with the job, before anything is started', async () => {
    const folder = await makeProject();

    const ended = await runIn(folder, ['chaos', '--set', 'MaxWords=many']);

    expect(ended).toEqual({ code: 2, output: '', errors: expect.stringContaining('allowed is a whole number') });
  });
});
