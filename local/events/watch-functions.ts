import type { FunctionInvocation } from '../lambda/function-settings.ts';
import { InvocationError } from '../lambda/invocation-error.ts';
import { asJson, type CallSubjects, jobIdOfBody } from './call-subject.ts';
import type { FunctionName } from './event.ts';
import { readLogLine } from './log-line.ts';
import type { Recorder } from './recorder.ts';

/** Lambda's words for an invocation whose process was over before it answered. */
const ENDS_OF_PROCESS = ['Runtime.ExitError', 'Sandbox.Timedout'];

/** Records what the functions do: which process works on which job, how it ends, and what it writes. */
export interface FunctionWatch {
  onInvocation(name: FunctionName, state: 'began' | 'ended', invocation: FunctionInvocation): void;
  onLog(name: FunctionName, line: string, environment: string): void;
  /** Whether this error was told already, as the death of a process that worked on a job. */
  isTold(error: unknown): boolean;
}

/** Records what the functions do. @param files Gives the files of the author as they are now. */
export function watchFunctions(
  recorder: Recorder,
  subjects: CallSubjects,
  files: () => readonly string[],
): FunctionWatch {
  const deaths = new WeakSet<object>();
  return {
    isTold: (error) => error instanceof InvocationError && deaths.has(error),
    onInvocation(name, state, { environment, event, error }) {
      const { jobId, receive } = readMessage(event);
      if (jobId === undefined || recorder.job(jobId) === undefined) return;
      if (state === 'began') subjects.begin(environment, jobId);
      else subjects.end(environment);
      const about = { kind: 'invocation', jobId, function: name, environment, receive } as const;
      if (error === undefined) {
        recorder.record({ ...about, state });
        return;
      }
      const died = error instanceof InvocationError && ENDS_OF_PROCESS.includes(error.errorType);
      const said = error instanceof Error ? error.message : String(error);
      recorder.record({ ...about, state: died ? 'died' : 'failed', said });
      if (!died) return;
      deaths.add(error);
      recorder.changeJob(jobId, { deaths: (recorder.job(jobId)?.deaths ?? 0) + 1 });
    },
    onLog(name, line, environment) {
      const jobId = subjects.jobOf(environment);
      const told = readLogLine({ function: name, line, jobId, files: files(), show: recorder.show });
      if (told === undefined || recorder.job(told.jobId) === undefined) return;
      recorder.record(told);
      if (told.kind === 'progress') recorder.changeJob(told.jobId, { percent: told.percent });
    },
  };
}

/** The job that the one message of an event from SQS names. */
function readMessage(event: unknown): { jobId: string | undefined; receive: number } {
  const records = asJson(event)['Records'];
  const record = asJson(Array.isArray(records) ? records[0] : undefined);
  const [jobId] = jobIdOfBody(record['body']);
  return { jobId, receive: Number(asJson(record['attributes'])['ApproximateReceiveCount'] ?? 1) };
}
