import type { MessagePort } from 'node:worker_threads';
import { JobFailure } from '../action/failure.ts';
import type { ArtifactCredentials } from '../action/job.ts';
import { UNREADABLE } from '../job/author-log.ts';
import { failureFrom } from '../job/failure.ts';
import { orUndefined } from '../job/or-undefined.ts';
import type { Host, Task } from '../job/workplace.ts';
import type { LaterArtifacts } from './artifacts-when-needed.ts';
import { type ActionPorts, perform } from './perform.ts';
import { portable } from './portable.ts';
import type { FromThread, Question, SentError, ToThread } from './thread-messages.ts';
import { addLine, type UnreadLines } from './unread-lines.ts';

/** Artifacts may be loaded ahead. */
interface ServedPorts extends ActionPorts {
  artifacts: ActionPorts['artifacts'] & Partial<Pick<LaterArtifacts, 'prepare'>>;
}

/** The other end of `startActionThread`: waits in an action's thread for its one task, and runs the action. */
export function serveAction(ports: ServedPorts, port: MessagePort): void {
  const stop = new AbortController();
  const over = new AbortController();
  const calls = new Map<number, PromiseWithResolvers<unknown>>();
  let called = 0;
  const streams = [printer(process.stdout), printer(process.stderr)];

  const tell = (message: FromThread) => port.postMessage(message);
  const ask = (question: Unasked<Question>) => {
    const call = called++;
    const answer = Promise.withResolvers<unknown>();
    calls.set(call, answer);
    tell({ ...question, call } as Question);
    return answer.promise;
  };
  const saying = (unread: UnreadLines) => (level: 'info' | 'warn' | 'error') => {
    return (message: string, fields?: Record<string, unknown>) => {
      const text = orUndefined(() => String(message)) ?? UNREADABLE;
      tell({ kind: 'log', level, message: text, fields: fields && { ...Object(portable(fields)) } });
      addLine(unread);
    };
  };
  const hostOf = (task: Task, say: ReturnType<typeof saying>): Host => ({
    access: {
      signal: stop.signal,
      encryptionKeyId: task.details.encryptionKeyId,
      transfers: { add: (artifact, direction, bytes) => tell({ kind: 'moved', artifact, direction, bytes }) },
      credentials: async (refused) => (await ask({ kind: 'credentials', refused })) as ArtifactCredentials,
    },
    log: { info: say('info'), warn: say('warn'), error: say('error') },
    async hide(secrets) {
      await ask({ kind: 'hide', secrets: [...secrets] });
    },
    begin: async () => Number(await ask({ kind: 'begin' })),
    async remember(key, value) {
      await ask({ kind: 'remember', key, value });
    },
    over: over.signal,
  });
  const serve = async (task: Task, unread: UnreadLines) => {
    try {
      tell({ kind: 'ended', outcome: await perform(ports, task, hostOf(task, saying(unread))) });
    } catch (error) {
      const { type, message } = failureFrom(error, task.details.jobId);
      tell({ kind: 'threw', type, message, cause: portable(error) });
    }
    await Promise.all(streams.map((printed) => printed()));
    tell({ kind: 'printed' });
  };

  // An error that nobody handles ends the job: a success would hide that some of the work was not done.
  for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, (error) => over.abort(error));
  port.on('message', (message: ToThread) => {
    if (message.kind === 'artifacts') ports.artifacts.prepare?.();
    if (message.kind === 'task') void serve(message.task, message.unread);
    if (message.kind === 'stop') stop.abort(errorFrom(message.reason));
    if (message.kind === 'over') over.abort(errorFrom(message.reason));
    if (message.kind === 'answer') {
      if (message.error) calls.get(message.call)?.reject(errorFrom(message.error));
      else calls.get(message.call)?.resolve(message.value);
      calls.delete(message.call);
    }
  });
}

/** Waits until everything that was written to a stream is handed over. It keeps `write`, because an action may replace it. */
function printer(stream: NodeJS.WriteStream): () => Promise<void> {
  const write = stream.write.bind(stream);
  return () => new Promise((resolve) => void (stream.writable ? write('', () => resolve()) : resolve()));
}

type Unasked<Q extends Question> = Q extends Question ? Omit<Q, 'call'> : never;

const errorFrom = ({ name, message, type }: SentError): Error =>
  type ? new JobFailure(type, message) : Object.assign(new Error(message), { name });
