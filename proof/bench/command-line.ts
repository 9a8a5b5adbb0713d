import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** The measurements to take, in their own order. */
  only: readonly string[];
  runs: number;
  quick: boolean;
  /** A file for the figures. */
  json: string | undefined;
}

/** The command line cannot be followed. The message is one line, for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const RUNS = 5;
const QUICK_RUNS = 1;
const MAX_RUNS = 100;

/** @param names Of all measurements. @throws UsageError */
export function parseCommandLine(args: readonly string[], names: readonly string[]): BenchOptions | 'help' {
  const values = parseFlags(args);
  if (values.help) return 'help';
  const only = values.only?.flatMap((list) => list.split(',')) ?? names;
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`There is no measurement "${unknown}"; there are ${names.join(', ')}.`);
  const quick = values.quick ?? false;
  return {
    ...{ quick, json: values.json },
    only: names.filter((name) => only.includes(name)),
    runs: values.runs === undefined ? (quick ? QUICK_RUNS : RUNS) : parseRuns(values.runs),
  };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true },
        runs: { type: 'string' },
        quick: { type: 'boolean' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. See npm run bench -- --help.`);
  }
}

function parseRuns(text: string): number {
  const runs = /^\d+$/.test(text) ? Number(text) : 0;
  if (runs >= 1 && runs <= MAX_RUNS) return runs;
  throw new UsageError(`--runs must be a whole number from 1 to ${MAX_RUNS}, got "${text}".`);
}

/** Before anything is measured for it. @throws UsageError when the folder that a file is to be written to is not there. */
export async function requireFolderOf(file: string): Promise<void> {
  const folder = dirname(file);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`${file} cannot be written: there is no folder ${folder}.`);
}

/** The help text. @param rows Name and title of each measurement. */
export const helpText = (
  rows: readonly { name: string; title: string }[],
) => `Measures archives, transfer, memory and cold starts, side by side with other tools.

  npm run bench                    everything; takes about an hour and a half and 30 GB of disk
  npm run bench -- --quick         small corpora and one run, to try it out

  --only NAME[,NAME]               only these measurements
  --runs N                         how often each contestant runs (${RUNS}; with --quick ${QUICK_RUNS})
  --json FILE                      writes the figures there too
  --help                           this text

  node proof/bench/table.ts FILE         prints the figures of such a file as a table in Markdown
  node proof/bench/plot.ts FILE SVG      draws memory and time over artifact size, as artifact-size measured them

Measurements:
${rows.map(({ name, title }) => `  ${name.padEnd(20)} ${title}`).join('\n')}
`;
