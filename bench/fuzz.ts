import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './command-line.ts';
import { checkArchive } from './fuzz/check-archive.ts';
import { mutate } from './fuzz/mutate.ts';
import { createRandom } from './fuzz/random.ts';
import { writeSeeds } from './fuzz/seeds.ts';

const FINDINGS = join(import.meta.dirname, '../build/bench/findings');
const WRONG_USE = 2;
/** An archive that takes longer is a finding too. */
const MOST_MILLISECONDS = 2_000;
const TELL_EVERY = 50_000;

const help = `Changes archives at random and reads them, to find one that breaks a promise of the reader.

  npm run fuzz                     100,000 executions
  npm run fuzz -- --executions N --seed S

An archive that ends in a way not seen before is kept, and changed further. The same numbers give the same run.
A finding is written to build/bench/findings, and the exit code is 1.
`;

try {
  const options = parseOptions();
  if (options === undefined) process.stdout.write(help);
  else await fuzz(options.executions, options.seed);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = WRONG_USE;
}

async function fuzz(executions: number, seed: number): Promise<void> {
  const random = createRandom(seed);
  const pool = await writeSeeds();
  const outcomes = new Set<string>();
  for (const archive of pool) outcomes.add(await checkArchive(archive));
  const started = performance.now();
  for (let done = 1; done <= executions; done++) {
    const archive = mutate(random.pick(pool), random, pool);
    const outcome = await tryArchive(archive);
    if (outcome === undefined) return;
    if (!outcomes.has(outcome)) {
      outcomes.add(outcome);
      pool.push(archive);
    }
    if (done % TELL_EVERY === 0 || done === executions) {
      const perSecond = Math.round((done / (performance.now() - started)) * 1000);
      process.stdout.write(`${done} executions, ${outcomes.size} outcomes, ${perSecond} a second\n`);
    }
  }
  process.stdout.write(`No finding; seed ${seed}\n`);
}

/** @returns undefined for a finding. */
async function tryArchive(archive: Buffer): Promise<string | undefined> {
  const started = performance.now();
  try {
    const outcome = await checkArchive(archive);
    const milliseconds = performance.now() - started;
    if (milliseconds > MOST_MILLISECONDS) throw new Error(`Reading took ${Math.round(milliseconds)} ms`);
    return outcome;
  } catch (error) {
    await mkdir(FINDINGS, { recursive: true });
    const file = join(FINDINGS, `finding-${Date.now()}.zip`);
    await writeFile(file, archive);
    process.stdout.write(`A finding, in ${file}:\n${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

function parseOptions(): { executions: number; seed: number } | undefined {
  const values = parseFlags();
  if (values.help) return undefined;
  return {
    executions: parseCount('executions', values.executions ?? '100000'),
    seed: parseCount('seed', values.seed ?? '1'),
  };
}

function parseFlags() {
  try {
    return parseArgs({
      options: {
        executions: { type: 'string' },
        seed: { type: 'string' },
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
