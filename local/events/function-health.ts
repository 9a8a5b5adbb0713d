import { InvocationError } from '../lambda/invocation-error.ts';
import type { FunctionName } from './event.ts';
import type { Recorder } from './recorder.ts';

/** Records whether the functions can work: which one could not be started or built, until it could. */
export interface FunctionHealth {
  /** The functions are ready. */
  ready(): void;
  /** An invocation ended, with the error that it ended with. */
  note(name: FunctionName, error: unknown): void;
  /** The code of the worker's actions was built again, or could not be built, and why. */
  built(problem?: string): void;
}

const CALLED: Readonly<Record<FunctionName, string>> = {
  poller: 'poller',
  worker: 'worker',
  'last-word': 'last word',
};

export function watchHealth(recorder: Pick<Recorder, 'record'>): FunctionHealth {
  const problems = new Map<FunctionName | 'build', string>();
  const change = (subject: FunctionName | 'build', problem: string | undefined) => {
    if (problems.get(subject) === problem) return;
    problems.delete(subject);
    if (problem !== undefined) problems.set(subject, problem);
    tell();
  };
  const tell = () => {
    const said = [...problems.values()].at(-1);
    recorder.record({ kind: 'functions', ...(said === undefined ? { state: 'ready' } : { state: 'failed', said }) });
  };
  return {
    ready: tell,
    note(name, error) {
      const isOfStart = error instanceof InvocationError && error.isOfStart;
      change(name, isOfStart ? `The ${CALLED[name]} could not be started: ${error.message}` : undefined);
    },
    built(problem) {
      change('build', problem);
      // The function that could not be started had the code of before.
      if (problem === undefined) change('worker', undefined);
    },
  };
}
