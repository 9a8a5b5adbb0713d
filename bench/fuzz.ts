import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './command-line.ts';
import { fuzz } from './fuzz/fuzz.ts';
import { runCommand } from './run-command.ts';

const FINDINGS = join(import.meta.dirname, '../build/bench/findings');

const help = `Changes archives at random and reads them, to find one that breaks a promise of the reader.

  npm run fuzz                     100,000 executions
  npm run fuzz -- --executions N --seed S [--unguided]

An archive that reaches a block of lambda/zip not reached before, or ends in a new way, is kept and changed further;
with --unguided blocks do not count. The same numbers give the same run. A finding, be it a broken promise, too much
memory or an archive that is never done, is written to build/bench/findings, and the exit code is not 0.
`;

await runCommand(async () => {
  const options = parseOptions();
  if (options === undefined) process.stdout.write(help);
  else if (!(await fuzz({ ...options, findings: FINDINGS }))) process.exitCode = 1;
});

function parseOptions(): { executions: number; seed: number; guided: boolean } | undefined {
  const values = parseFlags();
  if (values.help) return undefined;
  return {
    executions: parseCount('executions', values.executions ?? '100000'),
    seed: parseCount('seed', values.seed ?? '1'),
    guided: !values.unguided,
  };
}

function parseFlags() {
  try {
    return parseArgs({
      options: {
        executions: { type: 'string' },
        seed: { type: 'string' },
        unguided: { type: 'boolean' },
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
