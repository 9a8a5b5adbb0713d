import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { JobFailure } from '../action/failure.ts';
import type { AnyOutcome } from '../action/outcome.ts';
import { type HeldOutput, holdOutput } from '../job/held-output.ts';
import type { Host, RedactingHost, Task, Workplace } from '../job/workplace.ts';
import { listTemporary, makeFolder, removeAll, removeNew, removeQuietly } from './job-folder.ts';
import { endProcesses, running } from './job-processes.ts';
import { type FromThread, type Question, readMessage, type SentError, type ToThread } from './thread-messages.ts';
import { noUnreadLines, takeLine } from './unread-lines.ts';

/**
 * Up to which size, in megabytes, V8 lets a new heap grow before it goes through all of it for the first time. By itself it does
 * so twice while a job moves a few megabytes, which is a fifth of the CPU time of that job.
 */
const INITIAL_HEAP = 48;

/** How long a thread may take to hand over what its action printed before it ended, in milliseconds. */
const MAX_PRINTING = 1_000;

export interface ThreadOptions {
  /** The environment of the thread. */
  environment: Record<string, string>;
  /** Limits its JavaScript heap; buffers lie outside of it. */
  heapMegabytes?: number | undefined;
  /** A temporary folder that only this worker uses: what a job leaves in it is removed. */
  temporaryFolder?: string | undefined;
}

/**
 * How long the outcome waits for the end of the thread, in milliseconds. A thread that waits in a call of the operating
 * system, such as opening a pipe that nobody writes to, ends only when that call ends.
 */
const MAX_ENDING = 2_000;

/**
 * Starts a thread for one action of one job. Everything that the action leaves behind ends with the thread: timers, sockets,
 * patched globals, promises that nobody awaits, a loop that never ends, the processes that it started and the files that it
 * left. The thread's temporary folder is the job's own.
 * @param entry A module that calls `serveAction`.
 */
export function startActionThread(entry: URL, options: ThreadOptions): Workplace {
  const { environment, heapMegabytes, temporaryFolder } = options;
  const files = temporaryFolder === undefined ? undefined : listTemporary(temporaryFolder);
  const processes = running();
  const folder = makeFolder(temporaryFolder);
  // Read when a heap is made, so that it is about threads alone. How large a heap may become stays as it is.
  setFlagsFromString(`--initial-heap-size=${INITIAL_HEAP}`);
  const worker = new Worker(entry, {
    name: 'action',
    env: { ...environment, TMPDIR: folder, TMP: folder, TEMP: folder },
    stdout: true,
    stderr: true,
    ...(heapMegabytes === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } }),
  });
  const closed = [worker.stdout, worker.stderr].map((stream) => once(stream, 'close'));
  const broken = new Promise<never>((_, reject) => {
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`The action's thread ended with exit code ${code}`)));
  });
  broken.catch(() => undefined); // `perform` awaits it.
  const printed = Promise.withResolvers<void>();
  let hasEnded = false;
  let outputs: HeldOutput[] = [];

  return {
    folder,
    prepare({ inputArtifacts, outputArtifacts }) {
      const message: ToThread = { kind: 'artifacts' };
      if (inputArtifacts.length + outputArtifacts.length > 0) worker.postMessage(message);
    },
    perform(task, host) {
      const { redact, log } = host;
      outputs = [logLines(worker.stdout, redact, log.info), logLines(worker.stderr, redact, log.warn)];
      const ended = converse(worker, task, host, printed.resolve);
      const note = () => {
        hasEnded = true;
      };
      return Promise.race([broken, ended.finally(note)]);
    },
    async close(log) {
      const exited = broken.catch(() => undefined);
      if (hasEnded) await Promise.race([printed.promise, exited, sleep(MAX_PRINTING, undefined, { ref: false })]);
      // Processes end before the thread, because a thread that waits for one cannot be ended; and after it, because the thread
      // may have started more.
      endProcesses(processes, folder);
      for (const stream of [worker.stdout, worker.stderr]) stream.resume();
      const isOver = await endsInTime(Promise.all([worker.terminate(), ...closed]));
      // Also of a thread that has not ended: nothing more that it prints belongs to this job.
      for (const { showAll } of outputs) showAll();
      if (!isOver) {
        worker.unref();
        log.error("the action's thread has not ended yet: it waits in a call of the operating system");
      }
      endProcesses(processes, folder);
      removeQuietly(log, () => removeAll(folder));
      removeQuietly(log, () => files && temporaryFolder && removeNew(files, temporaryFolder));
    },
  };
}

const endsInTime = (end: Promise<unknown>): Promise<boolean> =>
  Promise.race([end.then(() => true), sleep(MAX_ENDING, false, { ref: false })]);

/**
 * Hands the task over and answers the thread until it tells how the action ended.
 * @param printed Called when all that the action printed is here.
 */
function converse(worker: Worker, task: Task, host: RedactingHost, printed: () => void): Promise<AnyOutcome> {
  const { access, over } = host;
  const unread = noUnreadLines();
  const tell = (message: ToThread) => worker.postMessage(message);
  tellWhenFired(access.signal, (reason) => tell({ kind: 'stop', reason }));
  tellWhenFired(over, (reason) => tell({ kind: 'over', reason }));
  return new Promise((resolve, reject) => {
    worker.on('message', (given: unknown) => {
      const message = readMessage(given);
      if (message?.kind === 'log') takeLine(unread);
      if (message?.kind === 'ended') resolve(message.outcome);
      else if (message?.kind === 'threw')
        reject(new JobFailure(message.type, message.message, { cause: message.cause }));
      else if (message?.kind === 'printed') printed();
      else if (message && 'call' in message) void answer(message, host, tell);
      else if (message) note(message, host);
    });
    tell({ kind: 'task', task, unread });
  });
}

async function answer(question: Question, host: Host, tell: (message: ToThread) => void): Promise<void> {
  const { call } = question;
  try {
    tell({ kind: 'answer', call, value: await answerOf(question, host) });
  } catch (error) {
    tell({ kind: 'answer', call, error: sent(error) });
  }
}

function answerOf(question: Question, host: Host): Promise<unknown> {
  if (question.kind === 'hide') return host.hide(question.secrets);
  if (question.kind === 'begin') return host.begin();
  if (question.kind === 'remember') return host.remember(question.key, question.value);
  return host.access.credentials(question.refused);
}

function note(
  message: Exclude<FromThread, Question | { kind: 'ended' | 'threw' | 'printed' }>,
  { log, access }: Host,
): void {
  if (message.kind === 'log') log[message.level](message.message, message.fields);
  if (message.kind === 'moved') access.transfers.add(message.artifact, message.direction, message.bytes);
}

/** What an action prints becomes log lines of its job. A secret may be on several lines, so redaction comes first. */
function logLines(stream: Readable, redact: RedactingHost['redact'], log: (line: string) => void): HeldOutput {
  const output = holdOutput(redact, (text) => {
    for (const line of text.replace(/\r?\n$/, '').split(/\r?\n/)) log(line);
  });
  stream.on('data', output.take);
  return output;
}

function tellWhenFired(signal: AbortSignal, tell: (reason: SentError) => void): void {
  if (signal.aborted) tell(sent(signal.reason));
  else signal.addEventListener('abort', () => tell(sent(signal.reason)), { once: true });
}

function sent(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message } = error;
  return error instanceof JobFailure ? { name, message, type: error.type } : { name, message };
}
