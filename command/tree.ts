import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { type Command, UsageError, withHelp } from './command.ts';
import { parseFlags } from './flags.ts';

/** The rooms of this repository that hold code. */
export const rooms = [
  'bin',
  'command',
  'lambda',
  'lib',
  'local',
  'model',
  'operate',
  'proof',
  'release',
  'testing',
] as const;

/** A source file and what it is for. */
interface SourceFile {
  readonly path: string;
  readonly purpose: string;
}

const SOURCE = /(?<!\.d)\.(tsx?|mjs|js)$/;
/** A docstring, and the name of the export below it. */
const DOCSTRING = /^ *\/\*\*(.*?)\*\/(?:\nexport (?:async )?(?:function\*?|class|interface|const|type) (\w+))?/gms;
const WIDTH = 120;

const help = `npm run tree [-- FOLDER]

Prints every source file below a folder, or of every room, with what it is for, in the words of its docstring.`;

/** `npm run tree`, on the repository in this folder. */
export const treeCommand = (root: string): Command =>
  withHelp(help, async (args, { print }) => {
    const { operands } = parseFlags(args, {}, 'any');
    const files = (operands.length > 0 ? operands : rooms).flatMap((folder) => readSources(root, folder));
    if (files.length === 0) throw new UsageError(`There is no source file in ${operands.join(', ')}.`);
    for (const line of treeLines(files)) print(line);
  });

/** The source files below a folder, in the order of their paths. A folder that is not there has none. */
export function readSources(root: string, folder: string): SourceFile[] {
  let entries: string[];
  try {
    entries = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return entries
    .filter((name) => SOURCE.test(name) && !name.includes('node_modules'))
    .map((name) => posix.join(folder, name.replaceAll(sep, '/')))
    .toSorted()
    .map((path) => ({ path, purpose: purposeOf(path, readFileSync(join(root, path), 'utf8')) }));
}

/**
 * What a file says that it is for: the first sentence of the docstring of the export that has the file's name, else of
 * the first export that has one, else of whatever has one first. Empty when nothing has.
 */
export function purposeOf(path: string, source: string): string {
  const docstrings = [...source.matchAll(DOCSTRING)]
    .map(([, comment = '', name = '']) => ({ sentence: firstSentence(comment), name }))
    .filter(({ sentence }) => sentence !== '');
  const fileName = posix.basename(path).split('.')[0]?.replaceAll('-', '');
  const chosen =
    docstrings.find(({ name }) => name.toLowerCase() === fileName) ??
    docstrings.find(({ name }) => name !== '') ??
    docstrings[0];
  return chosen?.sentence ?? '';
}

function firstSentence(comment: string): string {
  const text = comment
    // What it returns and throws does not say what it is for.
    .replace(/(?<=^|\s)@(throws|returns|param)\b.*/s, '')
    .replace(/^\s*\*/gm, '')
    // Of what leads to a table the words are enough.
    .replace(/:\s*^\s*\|.*/ms, '.')
    .replace(/\s+/g, ' ')
    .trim();
  return /^(.*?\.)(?:\s|$)/.exec(text)?.[1] ?? text;
}

/** The files as a tree: each folder's name once, and what it holds indented below it. */
export function treeLines(files: readonly SourceFile[]): string[] {
  const lines: string[] = [];
  let folders: string[] = [];
  for (const { path, purpose } of files) {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    const shared = parts.findIndex((part, depth) => folders[depth] !== part);
    const from = shared < 0 ? parts.length : shared;
    for (const [depth, part] of parts.entries()) if (depth >= from) lines.push(`${'  '.repeat(depth)}${part}/`);
    folders = parts;
    const line = `${'  '.repeat(parts.length)}${name.padEnd(30)} ${purpose}`.trimEnd();
    lines.push(line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line);
  }
  return lines;
}
