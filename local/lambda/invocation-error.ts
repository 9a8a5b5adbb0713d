import type { ReportedError } from './messages.ts';

/** An invocation that gave no result: the function threw, timed out or its process ended. */
export class InvocationError extends Error {
  override readonly name = 'InvocationError';
  /** The name of the error thrown, or Lambda's own: `Sandbox.Timedout`, `Runtime.ExitError`, … */
  readonly errorType: string;
  readonly errorMessage: string;
  /** Lines of the stack in the function; empty when it left none. */
  readonly trace: readonly string[];
  /** Whether the function could not be started, so that nothing was invoked. */
  isOfStart = false;

  constructor({ errorType, errorMessage, trace }: ReportedError) {
    super(`${errorType}: ${errorMessage}`);
    this.errorType = errorType;
    this.errorMessage = errorMessage;
    this.trace = trace;
  }
}

/** Lambda's report of an invocation that took longer than the function may. */
export function timedOut(requestId: string, seconds: number): InvocationError {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  return new InvocationError({ errorType: 'Sandbox.Timedout', errorMessage, trace: [] });
}

/** Lambda's report of a process that ended before it answered. */
export function exited(requestId: string, code: number | null, signal: NodeJS.Signals | null): InvocationError {
  const how =
    signal === null
      ? code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${code}`
      : `Runtime exited with error: signal: ${SIGNAL_WORDS[signal] ?? signal}`;
  const errorMessage = `RequestId: ${requestId} Error: ${how}`;
  return new InvocationError({ errorType: 'Runtime.ExitError', errorMessage, trace: [] });
}

/** SIGABRT is how Node ends when its heap is full. */
const SIGNAL_WORDS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};
