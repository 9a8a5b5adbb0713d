import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../../command/command.ts';
import { parseFlags, readNames, readWholeNumber } from '../../command/flags.ts';
import { helpRows } from '../../command/text.ts';

export interface BenchOptions {
  /** The measurements to take, in their own order. */
  only: readonly string[];
  runs: number;
  quick: boolean;
  /** A file for the figures. */
  json: string | undefined;
}

const RUNS = 5;
const QUICK_RUNS = 1;
const MAX_RUNS = 100;

/** @param names Of all measurements. @throws UsageError */
export function parseCommandLine(args: readonly string[], names: readonly string[]): BenchOptions {
  const { values } = parseFlags(args, {
    only: { type: 'string', multiple: true },
    runs: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
  });
  const { quick, json, runs = String(quick ? QUICK_RUNS : RUNS) } = values;
  const only = values.only ? readNames('measurement', values.only, names) : names;
  return {
    ...{ quick, json },
    only: names.filter((name) => only.includes(name)),
    runs: readWholeNumber('runs', runs, 1, MAX_RUNS),
  };
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

  npm run bench -- table FILE      prints the figures of such a file as tables in Markdown
  npm run bench -- plot FILE SVG   draws memory and time over artifact size, as artifact-size measured them;
                                   with --of pickup what a month costs over how soon a job is picked up

Measurements:
${helpRows(rows.map(({ name, title }) => [name, title]))}
`;
