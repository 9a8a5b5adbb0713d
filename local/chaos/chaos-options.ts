import { parseArgs } from 'node:util';
import { UsageError } from '../command-line.ts';
import { faults, findFault } from '../faults/faults.ts';

export interface ChaosOptions {
  /** Of all rehearsals together. */
  jobs: number;
  /** At once, in each rehearsal. */
  workers: number;
  seed: number;
  leaseSeconds: number;
  faults: readonly string[];
  /** Where the figures go. */
  json: string | undefined;
}

export const chaosHelp = `Kills the functions at every point of a job's road, lets faults loose on them, and judges what became of every job.

  npm run chaos                    about a minute and a half on two cores; exit code 0 right, 1 violations, 2 wrong arguments

  --jobs N                         in all (60): at least two meet each fault, the others are killed at
  --workers W                      at once (2)
  --seed S                         chooses what strikes where (1)
  --lease SECONDS                  of the workers' leases (4); 120 is production timing and takes an hour
  --faults NAME[,NAME]             only these, or none
  --json FILE                      writes the figures there
  --help                           this text

Faults:
${faults.map(({ name, description }) => `  ${name.padEnd(20)} ${description}`).join('\n')}
`;

/** @throws UsageError */
export function parseChaosOptions(args: readonly string[]): ChaosOptions | 'help' {
  const values = parseFlags(args);
  if (values.help) return 'help';
  return {
    jobs: parseNumber('jobs', values.jobs ?? '60', 1, 10_000),
    workers: parseNumber('workers', values.workers ?? '2', 1, 16),
    seed: parseNumber('seed', values.seed ?? '1', 0, 2 ** 31),
    leaseSeconds: parseNumber('lease', values.lease ?? '4', 2, 120),
    faults: values.faults === undefined ? faults.map(({ name }) => name) : parseFaults(values.faults),
    json: values.json,
  };
}

function parseFlags(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ jobs: text, workers: text, seed: text, lease: text, faults: text, json: text },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. See npm run chaos -- --help.`);
  }
}

function parseNumber(flag: string, text: string, least: number, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${flag} must be a whole number from ${least} to ${most}, got "${text}".`);
}

function parseFaults(text: string): string[] {
  if (text === 'none') return [];
  try {
    return text.split(',').map((name) => findFault(name).name);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
