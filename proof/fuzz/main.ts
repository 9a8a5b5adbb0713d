import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../bench/command-line.ts';
import { runCommand } from '../bench/run-command.ts';
import { type FuzzOptions, fuzz } from './fuzz.ts';
import { type TargetName, watchedFolders } from './targets.ts';

const FINDINGS = join(import.meta.dirname, '../../build/bench/findings');

const READERS = Object.keys(watchedFolders) as TargetName[];

const help = `Changes archives at random and reads them, to find one that breaks a promise of a reader.

  npm run fuzz                     100,000 executions of the zip reader
  npm run fuzz -- --reader tar     the reader of tar archives, plain and in gzip data
  npm run fuzz -- --executions N --seed S [--keep FOLDER] [--unreached] [--unguided]

An archive that reaches a block of lambda/archive/zip, or lambda/archive/tar, not reached before, or ends in a new way, is kept and
changed further; with --unguided blocks are not looked at, which is faster. The same numbers give the same run. With --keep such archives are
put into a folder, and a later run begins with them; --unreached lists the blocks that nothing reached. A finding, be it
a broken promise, too much memory, an event loop that does not turn or an archive that is never done, is written to
build/bench/findings, and the exit code is not 0.
`;

await runCommand(async () => {
  const options = parseOptions();
  if (options === undefined) process.stdout.write(help);
  else if (!(await fuzz({ ...options, findings: FINDINGS }))) process.exitCode = 1;
});

function parseOptions(): Omit<FuzzOptions, 'findings'> | undefined {
  const values = parseFlags();
  if (values.help) return undefined;
  return {
    reader: parseReader(values.reader ?? 'zip'),
    executions: parseCount('executions', values.executions ?? '100000'),
    seed: parseCount('seed', values.seed ?? '1'),
    guided: !values.unguided,
    keep: values.keep,
    unreached: values.unreached ?? false,
  };
}

function parseFlags() {
  try {
    return parseArgs({
      options: {
        executions: { type: 'string' },
        seed: { type: 'string' },
        reader: { type: 'string' },
        unguided: { type: 'boolean' },
        keep: { type: 'string' },
        unreached: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. See npm run fuzz -- --help.`);
  }
}

function parseCount(flag: string, text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count >= 1 && count < 2 ** 32) return count;
  throw new UsageError(`--${flag} must be a whole number from 1 to ${2 ** 32 - 1}, got "${text}".`);
}

function parseReader(text: string): TargetName {
  const reader = READERS.find((name) => name === text);
  if (reader !== undefined) return reader;
  throw new UsageError(`--reader must be ${READERS.join(' or ')}, got "${text}".`);
}
