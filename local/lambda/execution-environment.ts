import { randomUUID } from 'node:crypto';
import type { Clock } from '../../model/clock.ts';
import { type Message, startProcess } from './function-process.ts';
import { type FunctionSettings, functionArn } from './function-settings.ts';
import { exited, InvocationError, timedOut } from './invocation-error.ts';

/** Lambda's limit for the import of a function (AWS Lambda Developer Guide, "Init phase"). */
const INIT_SECONDS = 10;

/** One environment of a function: it serves one invocation after the other, until it times out or crashes. */
export interface ExecutionEnvironment {
  /** Also the application id in the user agent of its AWS SDK clients. */
  readonly id: string;
  /** Whether a further invocation can be sent here. */
  readonly alive: boolean;
  /** Resolves once the process and its temporary files are gone. */
  readonly ended: Promise<void>;
  /** Imports the function first when that was not done yet. Never called while an earlier call runs. @throws InvocationError */
  invoke(event: unknown): Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
}

export function startEnvironment(settings: FunctionSettings, clock: Clock): ExecutionEnvironment {
  const functionProcess = startProcess(settings, clock);
  const { id, ended, kill } = functionProcess;
  let initialised = false;

  const hear = async (requestId: string, seconds: number) => {
    const message = await functionProcess.next(seconds);
    if (message.kind === 'timed-out') kill('SIGKILL');
    if (message.kind === 'timed-out' || message.kind === 'broke') await ended;
    return resultOf(message, requestId, seconds);
  };
  return {
    id,
    get alive() {
      return functionProcess.running;
    },
    ended,
    kill,
    async invoke(event) {
      const requestId = randomUUID();
      if (!initialised) await hear(requestId, INIT_SECONDS).catch(asOfStart);
      initialised = true;
      const { timeoutSeconds } = settings;
      functionProcess.send({
        requestId,
        event: JSON.stringify(event) ?? 'null',
        invokedFunctionArn: functionArn(settings),
        milliseconds: timeoutSeconds * 1000,
      });
      return hear(requestId, timeoutSeconds);
    },
  };
}

/** An environment that was killed says nothing about the function. */
function asOfStart(error: unknown): never {
  if (error instanceof InvocationError) error.isOfStart = !error.errorMessage.includes('signal: killed');
  throw error;
}

function resultOf(message: Message, requestId: string, seconds: number): unknown {
  switch (message.kind) {
    case 'initialised':
      return undefined;
    case 'returned':
      return JSON.parse(message.result);
    case 'threw':
    case 'broke':
      throw new InvocationError(message.error);
    case 'exited':
      throw exited(requestId, message.code, message.signal);
    case 'timed-out':
      throw timedOut(requestId, seconds);
  }
}
