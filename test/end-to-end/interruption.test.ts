import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';

const START = join(import.meta.dirname, '../../bin/start.ts');
const ANY_FREE = ['--port', '0', '--artifact-store-port', '0', '--sqs-port', '0', '--dynamodb-port', '0'];
/** Says when the program loads its services, and has that take a while: a program that listens only later dies of a signal. */
const LOADING = 'loads its services';
const TELL = `data:text/javascript,import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    if (url.endsWith('/local/program/services.ts')) {
      console.error('${LOADING}');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    }
    return next(url, context);
  },
})`;

/** Starts the program and sends it a signal so many milliseconds after it has said what matches. Gives its end. */
async function interrupt(args: string[], moment: RegExp, milliseconds = 0, signal: NodeJS.Signals = 'SIGTERM') {
  const folder = await mkdtemp(join(tmpdir(), 'interrupted-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  // A group of its own, so that a process which it leaves behind can be seen.
  const program = spawn(process.execPath, ['--import', TELL, START, ...args, ...ANY_FREE], {
    env: { PATH: process.env['PATH'], TMPDIR: folder, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
    detached: true,
  });
  let output = '';
  let errors = '';
  const said = Promise.withResolvers<void>();
  const look = () => moment.test(output + errors) && said.resolve();
  program.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    look();
  });
  program.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
    look();
  });
  const closed = once(program, 'close');
  await Promise.race([said.promise, closed]);
  await setTimeout(milliseconds);
  program.kill(signal);
  const [code, killedBy] = await closed;
  // The bundler ends by itself, a moment after whoever started it.
  await expect.poll(() => isGroupAlive(program.pid), { timeout: 20_000 }).toBe(false);
  return { code, killedBy, errors: errors.replace(`${LOADING}\n`, ''), leftFiles: await readdir(folder) };
}

function isGroupAlive(group: number | undefined): boolean {
  try {
    process.kill(-Number(group), 0);
    return true;
  } catch {
    return false;
  }
}

describe('npm start, asked to end', { timeout: 120_000 }, () => {
  it.each([
    ['loads its code', RegExp(LOADING), 0],
    ['has loaded a part of it', RegExp(LOADING), 100],
    ['may be starting its services', RegExp(LOADING), 500],
    ['bundles the functions', /Starting the functions/, 0],
    ['starts its job', /The main job/, 0],
    ['runs its job', /InProgress/, 0],
  ])(
    'while it %s, says so in a sentence, closes what it has begun and exits 1',
    async (_when, moment, milliseconds) => {
      const ended = await interrupt(['--once'], moment, milliseconds);

      expect(ended).toEqual({ code: 1, killedBy: null, errors: 'Stopping, because SIGTERM came.\n', leftFiles: [] });
    },
  );

  it.each(['SIGTERM', 'SIGINT'] as const)('once it is up, by %s, closes everything and exits 0', async (signal) => {
    const ended = await interrupt(['--services-only'], /Nothing here reaches AWS/, 500, signal);

    expect(ended).toEqual({ code: 0, killedBy: null, errors: `Stopping, because ${signal} came.\n`, leftFiles: [] });
  });
});
