import { describe, expect, it } from 'vitest';
import { few } from '../few.ts';
import { timeLimit } from '../time-limit.ts';
import { makeProject, runIn, wordCount } from './own-actions.ts';

const SECRET = 'correct-horse-battery';

/** Runs one job of an action that does this. */
async function run(body: string, ...flags: string[]) {
  const folder = await makeProject({ 'actions.ts': wordCount(body), token: SECRET });
  return await runIn(folder, ['start', '--once', '--set', 'MaxWords=7', '--set', 'Token=@token', ...flags]);
}

describe('what partner-action start tells whoever wrote the action', { timeout: timeLimit(180_000) }, () => {
  it('is what it logged and printed, each as a short line of its job, and under the outcome in which of its own lines it threw, and what caused that', async () => {
    const { code, errors, output } = await run(`
      console.log('counting', job.configuration.Token.reveal());
      job.log.warn('few words', { words: 3, error: new Error('too few') });
      throw new TypeError('no words', { cause: new RangeError('of ${SECRET}') });`);

    expect({ code, errors }).toEqual({ code: 1, errors: '' });
    expect(output).toMatch(/^ {2}[0-9a-f]{8} +[\d.]+ s {2}log +counting \*\*\*$/m);
    expect(output).toMatch(/^ {2}[0-9a-f]{8} +[\d.]+ s {2}warn +few words {2}Error: too few$/m);
    expect(output.match(/the worker put a failure result/g)).toHaveLength(1);
    expect(output).toMatch(
      /Failed {2}JobFailed: .*\n {4}cause {2}TypeError: no words\n +at .*actions\.ts:20:13\)?\n +caused by RangeError: of \*\*\*\n +at .*actions\.ts:20:/,
    );
    // No line of the runtime, no frame of ours, and no secret.
    expect(output).not.toMatch(/"level"|_aws|JobsClaimed|^ +at .*(\.mjs|action-thread)/m);
    expect(output).not.toContain(SECRET);
  });

  const misuses: [string, string, string][] = [
    [
      'hands on a state without a parser for it',
      "const { continues } = await import('codepipeline-partner-action'); return continues({ page: 1 });",
      'TypeError: only an action with a parser for its state',
    ],
    [
      'ends with what is no outcome',
      "return 'done' as never;",
      'the action ended with something that is not an outcome {2}\\{"given":"done"\\}',
    ],
  ];
  it.each(few(1, misuses))(
    'is what was wrong where it %s, and with --verbose every line of the functions as it was written',
    async (_what, body, cause) => {
      const ended = await run(body, '--verbose');

      expect(ended.code).toBe(1);
      expect(ended.output).toMatch(new RegExp(`Failed {2}JobFailed: .*\\n {4}cause {2}${cause}`));
      expect(ended.output).toMatch(/worker: \{"timestamp":"[^"]+","level":"INFO".*"JobsClaimed"/);
    },
  );
});
