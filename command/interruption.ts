import { runsFromSource } from './call.ts';
import type { Command } from './command.ts';

/** The signals that ask a program to end. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
type Signal = (typeof SIGNALS)[number];

/** Milliseconds that a program may take to close what it has started: a part that hangs may hang for ever. */
const MAX_CLOSING = 30_000;
const INTERRUPTED = 1;
/** How often a program looks whether its shell is still there, in milliseconds. */
const LOOK_EVERY = 500;

/** A program was asked to end before it had done what it was started for: exit code 1. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Tells a program that it was asked to end. */
export interface Interruption {
  /** Fires once, at the first signal. */
  readonly signal: AbortSignal;
  /** The result of the work. @throws Interrupted as soon as a signal comes, whatever the work does then. */
  race<T>(work: Promise<T>): Promise<T>;
}

/** A command that ends by itself or at a signal. Signals are watched for while it is loaded too, and answered at once. */
export const interruptible =
  (load: () => Promise<(interruption: Interruption) => Command>): Command =>
  async (args, surroundings) => {
    const interruption = watchForInterruption();
    try {
      const command = await interruption.race(load());
      await command(interruption)(args, surroundings);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      process.exit(INTERRUPTED);
    }
  };

/** Watches for the signals from now on, and says on standard error when the first one comes. */
export function watchForInterruption(): Interruption {
  const interrupted = new AbortController();
  const { signal } = interrupted;
  const stop = (name: Signal, why: string) => {
    // A terminal and npm may both pass a Ctrl-C on, so a second signal right after the first is the same one.
    if (signal.aborted) return;
    process.stderr.write(`Stopping, because ${why}.\n`);
    setTimeout(() => dieOf(name), MAX_CLOSING).unref();
    interrupted.abort(new Interrupted(`${why}.`));
  };
  for (const name of SIGNALS) process.on(name, () => stop(name, `${name} came`));
  watchShell(() => stop('SIGTERM', 'npm has ended'));
  return {
    signal,
    race: (work) => {
      const ended = Promise.withResolvers<never>();
      const end = () => ended.reject(signal.reason);
      if (signal.aborted) end();
      signal.addEventListener('abort', end);
      return Promise.race([ended.promise, work]).finally(() => signal.removeEventListener('abort', end));
    },
  };
}

/**
 * npm runs a program in a shell, and passes a signal on to that shell only. A script of somebody else may leave the program
 * behind on purpose, so this is for npx and for the scripts of this repository.
 */
function watchShell(lost: () => void): void {
  const script = process.env['npm_lifecycle_event'];
  if (script === undefined || (script !== 'npx' && !runsFromSource)) return;
  const shell = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(looking);
    lost();
  }, LOOK_EVERY).unref();
}

/** It does not use `process.exit`, which waits for a file system that hangs. */
function dieOf(name: Signal): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}
