import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callOf } from '../../command/call.ts';
import { submitCommand } from '../../local/program/submit-command.ts';
import { runCommand } from '../operate/run-command.ts';
import { timeLimit } from '../time-limit.ts';
import { ANY_FREE, makeProject, type Running, runIn, startIn, wordCount } from './own-actions.ts';

const SUMMARY =
  "job.log.info('counting'); await job.progress(40, 'half'); return succeeded({ summary: [job.configuration.MaxWords, ...job.inputs].join(' ') });";

describe('partner-action submit', { timeout: timeLimit(400_000) }, () => {
  it('follows a job on a running start to its outcome, with every line that start prints as it stands', async () => {
    const folder = await makeProject({ 'actions.ts': wordCount(SUMMARY) });
    const program = startIn(folder, ['start', '--set', 'MaxWords=7', ...ANY_FREE]);
    await program.sees(/Ctrl-C ends it/);
    await mkdir(join(folder, 'mine/node_modules'), { recursive: true });
    await writeFile(join(folder, 'mine/a.txt'), 'words');
    await symlink('/etc/hosts', join(folder, 'mine/link'));

    const lines = printedCommands(program);
    expect(lines.map(([command]) => command)).toEqual(['submit', 'start']);
    const fill = (value: string, words: string[] = []) =>
      words.map((word) => word.replace(/^PATH$/, 'mine').replace(/VALUE$/, value));
    const [submit, once] = [fill('9', lines[0]), fill('8', lines[1])];
    const [submitted, ran] = [await runIn(folder, submit), await runIn(folder, once)];

    expect(submitted).toMatchObject({ code: 0, errors: '' });
    expect(submitted.output).toContain(
      'The artifact Source leaves out 1 folder named .git or node_modules, 1 link that would lead out of the folder.',
    );
    expect(submitted.output).toMatch(/Queued[\s\S]*InProgress[\s\S]*Succeeded {2}9 Source/);
    expect(submitted.output).toMatch(/^ {2}[0-9a-f]{8} +[\d.]+ s {2}log +counting$/m);
    expect(submitted.output).toMatch(/^ {2}[0-9a-f]{8} +40 % +half$/m);
    expect(submitted.output).not.toMatch(/\d{4}-\d\d-\d\dT/);
    expect(ran).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('8 Source') });
    await expectRefusals(folder, submit.slice(-2));
    expect(await program.end()).toBe(0);
  });

  it('says that nothing answers, and exits 1', async () => {
    const folder = await makeProject();

    const ended = await runIn(folder, ['submit', '.', '--port', '1']);

    expect(ended).toEqual({ code: 1, output: '', errors: expect.stringMatching(/^Nothing answers on port 1 of 127/) });
  });
});

async function expectRefusals(folder: string, port: string[]): Promise<void> {
  const refusals: [string[], RegExp][] = [
    [['actions.ts'], /actions\.ts: The archive is not a zip, tar or tar\.gz archive/],
    [['nowhere'], /nowhere cannot be read: ENOENT/],
    [[], /The action word-count takes 1 to 2 input artifacts, got 0/],
    [['mine', '--action', 'gone'], /There is no action "gone"; there are word-count/],
    [['mine', '--set', 'MaxWords'], /--set takes NAME=VALUE/],
    [['mine'], /^The action word-count needs --set MaxWords=VALUE .*\n {2}MaxWords: The number/],
    [
      ['mine', '--set', 'maxwords=1'],
      /^Unknown property "maxwords": is MaxWords meant\? The action word-count has MaxWords, Token\.\n$/,
    ],
    [['mine', '--set', 'MaxWords=many'], /"MaxWords": allowed is a whole number/],
  ];
  const environment = { INIT_CWD: folder, npm_package_json: join(import.meta.dirname, '../../package.json') };
  for (const [words, sentence] of refusals) {
    const ended = await runCommand(submitCommand, [...words, ...port], { environment });
    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringMatching(sentence) });
  }
}

/** The words of the commands that a program told its user to type. */
function printedCommands(program: Running): string[][] {
  return ['submit', 'start'].flatMap((name) =>
    [...program.printed().matchAll(new RegExp(`${callOf(name)}(?: --)? (.*)$`, 'gm'))].map(([, words = '']) => [
      name,
      ...words.split(' '),
    ]),
  );
}
