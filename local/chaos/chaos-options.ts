import { parseArgs } from 'node:util';
import { UsageError } from '../../command/command.ts';
import { faults, findFault } from '../faults/faults.ts';

/** In one command. */
const MAX_SEEDS = 1000;

export interface ChaosOptions {
  /** Of all rehearsals together. */
  jobs: number;
  /** At once, in each rehearsal. */
  workers: number;
  /** The first of the seeds. */
  seed: number;
  /** One rehearsal of everything each. */
  seeds: readonly number[];
  leaseSeconds: number;
  faults: readonly string[];
  /** A folder with the bundles of another release, and one to leave this one's in. */
  otherBundles: string | undefined;
  keepBundles: string | undefined;
  /** Where the figures go. */
  json: string | undefined;
}

export const chaosHelp = `Kills the functions at every point of a job's road, lets faults loose on them, and judges what became of every job.

  npm run chaos                    about a minute and a half on two cores; exit code 0 right, 1 violations, 2 wrong arguments,
                                   3 inconclusive: the machine was too busy to tell

  --jobs N                         in all (60): at least two meet each fault, the others are killed at
  --workers W                      at once (2)
  --seed S                         chooses what strikes where (1)
  --seeds S-T                      everything with each of these seeds, one after the other
  --lease SECONDS                  of the workers' leases (4); 120 is production timing and takes an hour
  --faults NAME[,NAME]             only these, or none
  --keep-bundles DIR               leaves the bundles there
  --other-bundles DIR              the functions that another release left there take turns with those of this one
  --json FILE                      writes the figures there
  --help                           this text

Faults:
${faults.map(({ name, description }) => `  ${name.padEnd(20)} ${description}`).join('\n')}
`;

/** @throws UsageError */
export function parseChaosOptions(args: readonly string[]): ChaosOptions | 'help' {
  const values = parseFlags(args);
  if (values.help) return 'help';
  const seeds = values.seeds === undefined ? [parseSeed('seed', values.seed ?? '1')] : parseSeeds(values.seeds);
  return {
    jobs: parseNumber('jobs', values.jobs ?? '60', 1, 10_000),
    workers: parseNumber('workers', values.workers ?? '2', 1, 16),
    seed: seeds[0] ?? 0,
    seeds,
    leaseSeconds: parseNumber('lease', values.lease ?? '4', 2, 120),
    faults: values.faults === undefined ? faults.map(({ name }) => name) : parseFaults(values.faults),
    otherBundles: values['other-bundles'],
    keepBundles: values['keep-bundles'],
    json: values.json,
  };
}

function parseFlags(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ jobs: text, workers: text, seed: text, seeds: text, lease: text, faults: text, json: text },
        ...{ 'other-bundles': text, 'keep-bundles': text },
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

const parseSeed = (flag: string, value: string) => parseNumber(flag, value, 0, 2 ** 31);

function parseSeeds(value: string): number[] {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(value) ?? [];
  if (from === undefined || to === undefined || Number(from) > Number(to)) {
    throw new UsageError(`--seeds takes a first and a last seed, such as 1-20, got "${value}".`);
  }
  const first = parseSeed('seeds', from);
  const last = parseNumber('seeds', to, first, first + MAX_SEEDS - 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function parseFaults(text: string): string[] {
  if (text === 'none') return [];
  try {
    return text.split(',').map((name) => findFault(name).name);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
