import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { bareEnvironment } from './bare-environment.ts';
import { timeLimit } from './time-limit.ts';

/** When a program is sent a signal: so long after it has said what matches, or after its start. */
export interface Moment {
  says?: RegExp;
  milliseconds?: number;
  signal?: NodeJS.Signals;
  /** Whether it is a shell around the program that gets the signal, as npx has it. */
  inShell?: boolean;
}

/** Runs Node with these arguments, sends it a signal at a moment, and gives its end. Nothing that it started may outlive it. */
export async function interrupt(args: readonly string[], moment: Moment) {
  const { says, milliseconds = 0, signal = 'SIGTERM', inShell = false } = moment;
  const folder = await mkdtemp(join(tmpdir(), 'interrupted-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  // A group of its own, so that a process which it leaves behind can be seen.
  const env = { ...bareEnvironment, TMPDIR: folder, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };
  const program = inShell
    ? // Without the second command the shell would become the program.
      spawn('sh', ['-c', '"$@"; exit', 'sh', process.execPath, ...args], {
        env: { ...env, npm_lifecycle_event: 'npx' },
        detached: true,
      })
    : spawn(process.execPath, args, { env, detached: true });
  let output = '';
  let errors = '';
  const said = Promise.withResolvers<void>();
  const look = () => (says?.test(output + errors) ?? true) && said.resolve();
  program.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    look();
  });
  program.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
    look();
  });
  look();
  const closed = once(program, 'close');
  await Promise.race([said.promise, closed]);
  await setTimeout(milliseconds);
  program.kill(signal);
  const [code, killedBy] = await closed;
  // The bundler ends by itself, a moment after whoever started it.
  await expect.poll(() => isGroupAlive(program.pid), { timeout: timeLimit(20_000) }).toBe(false);
  return { code, killedBy, output, errors, leftFiles: await readdir(folder) };
}

function isGroupAlive(group: number | undefined): boolean {
  try {
    process.kill(-Number(group), 0);
    return true;
  } catch {
    return false;
  }
}
