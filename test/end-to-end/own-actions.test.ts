import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { timeLimit } from '../time-limit.ts';
import { makeProject, runIn, wordCount } from './own-actions.ts';
import { refusedIn } from './refused-start.ts';

describe("partner-action start, with somebody's own actions", { timeout: timeLimit(180_000) }, () => {
  it('runs one job in a folder with nothing but the actions file, on a sample of its own', async () => {
    const folder = await makeProject();

    const ended = await runIn(folder, ['start', '--actions', './actions.ts', '--once', '--set', 'MaxWords=7']);

    expect(ended).toMatchObject({ code: 0, errors: '' });
    expect(ended.output).toContain('A job on a small sample');
    expect(ended.output).toContain('7 words are allowed.');
    expect(ended.output.match(/the worker put a success result/g)).toHaveLength(1);
    expect(ended.output).not.toContain('cause');
  });

  it('takes plain JavaScript, values from files and variables, and artifacts by name', async () => {
    const run = `const { MaxWords, Token } = job.configuration;
      return succeeded({ summary: [MaxWords, Token.reveal().length, ...job.inputs].join(' ') });`;
    const folder = await makeProject({
      'actions.mjs': wordCount(run),
      words: '9\n',
      'greet.ts': 'export const greet = () => 0;',
    });
    // The end of a zip without entries.
    await writeFile(join(folder, 'b.zip'), `PK\x05\x06${'\0'.repeat(18)}`);
    const artifacts = ['--artifact', 'Docs=.', '--artifact', 'b.zip'];

    const ended = await runIn(folder, ['start', '--once', '--json', '--set', 'MaxWords=@words', ...artifacts], {
      PARTNER_ACTION_SET_MaxWords: '8',
      PARTNER_ACTION_SET_Token: 'opens',
    });

    expect(JSON.parse(ended.output).executionDetails.summary).toBe('9 5 Docs Source');
  });

  it.each<[string, Record<string, string>, string[], RegExp]>([
    [
      'no value of what is required',
      {},
      [],
      /^The action word-count needs --set MaxWords=VALUE .*\n {2}MaxWords: The number/,
    ],
    [
      'a name that is near to one, before what is missing',
      {},
      ['--set', 'maxword=7'],
      /^Unknown property "maxword": is MaxWords meant\? The action word-count has MaxWords, Token\.\n$/,
    ],
    ['no file with a value', {}, ['--set', 'MaxWords=@nope'], /^--set MaxWords=@nope cannot be read: ENOENT/],
    ['a name that objects have by themselves', {}, ['--set', '__proto__=x'], /^Unknown property "__proto__"/],
    ['one value twice', {}, ['--set', 'MaxWords=1', '--set', 'MaxWords=2'], /^--set MaxWords=… may be given only once/],
    [
      'too many artifacts',
      {},
      ['--artifact', '.', '--artifact', '.', '--artifact', '.', '--set', 'MaxWords=1'],
      /takes 1 to 2 input artifacts, got 3/,
    ],
    [
      'one name twice',
      {},
      ['--artifact', 'A=.', '--artifact', 'A=.', '--set', 'MaxWords=1'],
      /Two input artifacts are called A/,
    ],
    ['no such actions file', {}, ['--actions', 'nope.ts'], /^--actions nope\.ts: there is no such file/],
    [
      'a file that does not build',
      { 'actions.ts': "import './gone.ts';" },
      [],
      /Could not resolve "\.\/gone\.ts"[\s\S]*actions\.ts:1:7/,
    ],
    [
      'a file without a list',
      { 'actions.ts': 'export const action = 1;' },
      [],
      /^actions\.ts must export `actions`.* it exports no such name/,
    ],
    [
      'a list of something else',
      { 'actions.ts': 'export const actions = [1];' },
      [],
      /must export `actions`.* something else in it/,
    ],
  ])('says what is wrong with %s and exits 2', async (_what, files, args, sentence) => {
    const folder = await makeProject({ 'actions.ts': wordCount(), ...files });

    const ended = await refusedIn(folder, ['--once', ...args]);

    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringMatching(sentence) });
  });

  // In a process of its own, because the one of a test reads no source map of what it imports.
  it('says what a file throws, and in which line, and exits 2', async () => {
    const folder = await makeProject({ 'actions.ts': '\nthrow new TypeError("oops");' });

    const ended = await runIn(folder, ['start', '--once']);

    const sentence = /^actions\.ts cannot be loaded: TypeError: oops\n {2}at .*actions\.ts:2:7/;
    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringMatching(sentence) });
  });
});
