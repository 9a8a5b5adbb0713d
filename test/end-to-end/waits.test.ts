import { describe, expect, it } from 'vitest';
import { few } from '../few.ts';
import { timeLimit } from '../time-limit.ts';
import { makeProject, runIn, wordCount } from './own-actions.ts';

const ROUNDS = `
  const { continues } = await import('codepipeline-partner-action');
  return job.continuationToken === undefined ? continues('one') : succeeded({ summary: 'after two rounds' });`;
const DIES_ONCE = `
  if (job.attempt === 1) {
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  }
  return succeeded({ summary: 'at attempt ' + job.attempt });`;

/** Runs one job of an action that does this. */
async function run(body: string, ...flags: string[]) {
  const folder = await makeProject({ 'actions.ts': wordCount(body) });
  return await runIn(folder, ['start', '--once', '--set', 'MaxWords=7', ...flags]);
}

describe('what partner-action start waits for', { timeout: timeLimit(180_000) }, () => {
  const waits: [string, string[], number][] = [
    ['as long as a flag says', ['--continue-after', '1'], 1],
    ['two seconds, when nothing is said', [], 2],
  ];
  it.each(few(1, waits))('from round to round is %s', async (_what, flags, seconds) => {
    const { code, output } = await run(ROUNDS, ...flags);

    expect(code).toBe(0);
    expect(output).toMatch(new RegExp(`the action goes on in job [0-9a-f]{8} in ${seconds} s \\(--continue-after\\)`));
    expect(output).toContain('Succeeded  after two rounds');
  });

  it('is told where a worker was killed: its lease, which a flag makes short', async () => {
    const { code, output } = await run(DIES_ONCE, '--lease', '3');

    expect(code).toBe(0);
    expect(output).toMatch(/Died +the worker was killed; its lease ends in 0:0[1-4], then the job goes on$/m);
    expect(output).not.toContain('Runtime.ExitError');
    expect(output).toContain('Succeeded  at attempt 2');
  });

  it.each([
    ['--lease', '1', /^--lease must be a whole number from 2 to 120, got "1"/],
    ['--continue-after', 'soon', /^--continue-after must be a whole number from 0 to 43200, got "soon"/],
  ])('is refused as %s %s', async (flag, value, sentence) => {
    expect(await run(ROUNDS, flag, value)).toEqual({ code: 2, output: '', errors: expect.stringMatching(sentence) });
  });
});
