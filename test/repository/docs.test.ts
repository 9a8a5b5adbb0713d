import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../bin/commands.ts';
import { faults } from '../../local/faults/faults.ts';
import { localPorts } from '../../model/local/services.ts';
import { runCommand } from '../operate/run-command.ts';
import { timeLimit } from '../time-limit.ts';
import {
  codeBlocksOf,
  type Document,
  documents,
  examplesOf,
  proseOf,
  ROOT,
  readDocument,
  tableBelow,
} from './documents.ts';

const scripts: Record<string, string> = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;
/** Scripts whose flags are those of another program. */
const NOT_OURS = ['test', 'check', 'synth'];

/** What npm does without a script of ours. */
const NPMS_OWN = ['ci', 'cit', 'i', 'init', 'install', 'pack', 'pkg'];

/** Flags whose values are names that the help lists. */
const NAMING = /--(?:only|fault|faults|reader) ([a-z\d-]+(?:,[a-z\d-]+)*)/g;

/** The name, and the flags and names that are given, of every npm script or command that a page calls, be it in a block or in a line of prose. */
function commandsIn(document: Document): { script: string; words: string[] }[] {
  const spans = [...proseOf(document).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  const lines = codeBlocksOf(document).flatMap(({ code }) => code.split('\n'));
  return [...lines, ...spans].flatMap((line) => {
    const [, script, rest = ''] =
      /\b(?:npm (?:run (?:-s )?)?|npx partner-action )([a-z][a-z-]*)([^#]*)/.exec(line) ?? [];
    if (script === undefined || NPMS_OWN.includes(script)) return [];
    const names = [...rest.matchAll(NAMING)].flatMap(([, list = '']) => list.split(','));
    return [{ script, words: [...(rest.match(/(?<=\s)--[a-z][a-z-]+/g) ?? []), ...names] }];
  });
}

/** As GitHub makes them of headings. */
const anchorsOf = ({ text }: Document) =>
  [...text.replace(/^( *)```.*?^\1```$/gms, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(documents)('$path', (document) => {
  it('calls only scripts that package.json has', () => {
    for (const { script } of commandsIn(document)) expect(Object.keys(scripts)).toContain(script);
  });

  it('links only to files and headings that are there', () => {
    for (const [, target = ''] of proseOf(document).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? document.path : posix.join(dirname(document.path), file);
      expect(existsSync(join(ROOT, path)), `${target} in ${document.path}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readDocument(path)), target).toContain(anchor);
    }
  });

  it('names only files and folders that are there', () => {
    const examples = documents.flatMap(examplesOf).map(({ path }) => path);
    const room =
      /`(?:node )?((?:bin|command|docs|events|lambda|lib|local|model|operate|proof|test|testing)\/[\w./-]+)[`\s]/g;

    const named = [...proseOf(document).matchAll(room)].map(([, path = '']) => path);
    // What is not kept in the repository: npm run events writes it.
    const missing = named.filter((path) => path !== 'events/worker.json' && !existsSync(join(ROOT, path)));
    expect(missing.filter((path) => !examples.includes(path))).toEqual([]);
  });
});

/** Of a command of the package, or of a program of this repository. */
async function helpOf(script: string): Promise<string> {
  const command = await commands[script]?.load();
  if (command) return (await runCommand(command, ['--help'])).output;
  const program = scripts[script]?.match(/bin\/\S+\.ts/) ?? [];
  return execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...program, '--help'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

describe('the flags and names in the docs', () => {
  const calls = Map.groupBy(
    documents.flatMap(commandsIn).filter(({ script, words }) => words.length > 0 && !NOT_OURS.includes(script)),
    ({ script }) => script,
  );

  it.each([...calls])('of npm run %s are in its help', { timeout: timeLimit(60_000) }, async (script, called) => {
    const help = await helpOf(script);

    for (const word of called.flatMap(({ words }) => words)) expect(`${help} --help`).toContain(word);
  });
});

it('docs/local.md tells of every fault', () => {
  expect(tableBelow(readDocument('docs/local.md'), 'Faults')).toEqual(
    faults.map(({ name, description }) => [`\`${name}\``, description]),
  );
});

it('docs/local.md tells of every service, its port, and what sets it', () => {
  const rows = tableBelow(readDocument('docs/local.md'), 'Services');

  expect(rows.map((cells) => cells.slice(1))).toEqual(
    Object.values(localPorts).map(({ flag, variable, standard }) => [
      `${standard}`,
      `\`--${flag}\``,
      `\`${variable}\``,
    ]),
  );
});

it('README.md has at most 200 lines', () => {
  expect(readDocument('README.md').text.split('\n').length).toBeLessThanOrEqual(200);
});
