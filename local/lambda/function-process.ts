import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { compiledFolder } from '../../command/compile-cache.ts';
import type { Clock } from '../../model/clock.ts';
import { modulePath } from '../../model/module-path.ts';
import { environmentId, type FunctionSettings, processEnvironment } from './function-settings.ts';
import type { InvokeMessage, Reply } from './messages.ts';

const HOST = modulePath(import.meta.url, './host');

type Exit = { kind: 'exited'; code: number | null; signal: NodeJS.Signals | null };
/** What comes from a process: a reply, its end, or nothing for too long. */
export type Message = Reply | Exit | { kind: 'timed-out' };

interface FunctionProcess {
  /** Names this process among those of all functions. */
  readonly id: string;
  readonly running: boolean;
  /** Resolves once the process and its temporary files are gone. */
  readonly ended: Promise<void>;
  send(invocation: InvokeMessage): void;
  /** The next message, which the process sends within this number of seconds or not at all. One call at a time. */
  next(seconds: number): Promise<Message>;
  /** Signals the process and every process it started. */
  kill(signal: NodeJS.Signals): void;
}

/** Starts a process that holds one function, and a folder for its temporary files. */
export function startProcess(settings: FunctionSettings, clock: Clock): FunctionProcess {
  const folder = mkdtempSync(join(tmpdir(), `${settings.name}-`));
  const child = forkHost(settings, folder);
  let exit: Exit | undefined;
  let tell: ((message: Message) => void) | undefined;
  child.on('message', (reply: Reply) => tell?.(reply));
  const ended = endOf(child).then(async (how) => {
    exit = how;
    tell?.(how);
    // A killed process of the group may write for a moment longer. What then is left is one folder among temporary files.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
  });
  return {
    id: environmentId(folder),
    get running() {
      return exit === undefined && child.connected;
    },
    ended,
    send: (invocation) => child.send(invocation, () => {}),
    kill: (signal) => killGroup(child, signal),
    async next(seconds) {
      if (exit) return exit;
      const waiting = new AbortController();
      const message = new Promise<Message>((resolve) => {
        tell = resolve;
      });
      const timeout = clock.sleep(seconds * 1000, waiting.signal).then((): Message => ({ kind: 'timed-out' }));
      try {
        return await Promise.race([message, timeout]);
      } finally {
        tell = undefined;
        waiting.abort();
      }
    },
  };
}

function forkHost(settings: FunctionSettings, folder: string): ChildProcess {
  const child = fork(HOST, [settings.bundle, folder], {
    cwd: dirname(settings.bundle),
    env: { ...processEnvironment(settings, folder), ...keptCompiled() },
    // Older Nodes warn of running TypeScript, which would be in the function's log.
    execArgv: [
      `--max-old-space-size=${settings.memoryMegabytes}`,
      '--disable-warning=ExperimentalWarning',
      ...(settings.inspect === undefined ? [] : [`--inspect=127.0.0.1:${settings.inspect}`]),
    ],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: a Ctrl-C on the terminal does not end a job in the middle, and what the function started ends with it.
    detached: true,
  });
  const { stdout, stderr } = child;
  const id = environmentId(folder);
  if (stdout) createInterface({ input: stdout }).on('line', (line) => settings.onLog(line, 'stdout', id));
  if (stderr) createInterface({ input: stderr }).on('line', (line) => settings.onLog(line, 'stderr', id));
  return child;
}

/** For the host alone, which is TypeScript in this repository: it takes the variable away before the function is there. */
function keptCompiled(): Record<string, string> {
  const folder = compiledFolder();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/** Waits for the channel too: the last message may arrive after the process is gone. */
function endOf(child: ChildProcess): Promise<Exit> {
  const disconnected = new Promise<void>((resolve) => child.once('disconnect', resolve));
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      killGroup(child, 'SIGKILL');
      void disconnected.then(() => resolve({ kind: 'exited', code, signal }));
    });
    child.on('error', () => {
      if (child.pid === undefined) resolve({ kind: 'exited', code: null, signal: null });
    });
  });
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // The process is gone.
  }
}
