import { types } from 'node:util';
import type { FailureType } from './failure.ts';
import type { CurrentRevision } from './revision.ts';

/**
 * What the customer reads about a run. Texts over the API's limits are cut when the job is reported.
 *
 * @example
 * const details: ExecutionDetails = { summary: '3 of 10 pages are slow.', percentComplete: 30 };
 */
export interface ExecutionDetails {
  /** At most 2,048 characters. */
  summary?: string | undefined;
  /** The partner's own id of the run, at most 1,500 characters; fills `{ExternalExecutionId}` in the action type's links. */
  externalExecutionId?: string | undefined;
  /** 0 to 100. */
  percentComplete?: number | undefined;
}

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/**
 * A percentage from 0 to 100. A literal out of range does not compile; a number that is only known when the action runs
 * is moved into the range, with a warning in the log.
 *
 * @example
 * const halfway: Percent<50> = 50;
 */
export type Percent<N extends number> = number extends N
  ? N
  : `${N}` extends `${Digit}` | `${Digit}${Digit}` | '100' | `${Digit}.${string}` | `${Digit}${Digit}.${string}`
    ? N
    : never;

type CheckedDetails<N extends number> = Omit<ExecutionDetails, 'percentComplete'> & {
  percentComplete?: Percent<N> | undefined;
};

type RoundDetails<N extends number> = CheckedDetails<N> & Pick<Continues, 'notBefore'>;

type SuccessDetails<N extends number> = CheckedDetails<N> & Pick<Succeeded, 'currentRevision'>;

/**
 * Output variables, which later actions of the pipeline can refer to: names of letters, digits and `@ - _`, at most
 * 122,880 bytes in all. CodePipeline takes them only from custom actions.
 * Source of the limits: `OutputVariablesMap` of the service model, and the user guide's page on quotas.
 *
 * @example
 * const variables: Variables = { ReportUrl: 'https://reports.example.com/17' };
 */
export type Variables = Readonly<Record<string, string>>;

/**
 * The action is done and went well. `V` is `never` when it gives no output variables.
 *
 * @example
 * const done: Succeeded = succeeded({ summary: 'All is well.' });
 */
export interface Succeeded<V extends Variables = never> extends ExecutionDetails {
  kind: 'succeeded';
  /** Of a Source action. */
  currentRevision?: CurrentRevision | undefined;
  variables?: V | undefined;
}

/** Marks a state that is not text. Registered, so that a bundle with two copies of this module has one mark. */
const handedOn: unique symbol = Symbol.for('codepipeline-partner-action.state');

/**
 * This round is done, and another one comes. `State` is what that one is handed.
 *
 * @example
 * const waiting: Continues = continues('run-17');
 */
export interface Continues<State = string> extends ExecutionDetails {
  kind: 'continues';
  /** The state as text: a string as it is, anything else in JSON. */
  continuationToken: string;
  /** The next round does not start before this moment. Without it, or with one in the past, it starts as soon as it can. */
  notBefore?: Date | undefined;
  /** A state that is not text: text that happens to be JSON must not be taken for one. */
  readonly [handedOn]?: State;
}

/**
 * The action is done and went wrong.
 *
 * @example
 * const broken: Failed = failed('JobFailed', 'Two pages could not be found.');
 */
export interface Failed {
  kind: 'failed';
  type: FailureType;
  /** At most 5,000 characters, written for the customer. */
  message: string;
  externalExecutionId?: string | undefined;
}

/**
 * What a run ends with. `State` is what it hands on if its action has a parser for it; `V` are the output variables that it
 * may give.
 *
 * @example
 * const outcomeOf = (isDone: boolean): Outcome => (isDone ? succeeded() : continues('run-17'));
 * const roundOf = (round: number): Outcome<{ round: number }> => continues({ round: round + 1 });
 */
export type Outcome<State = string, V extends Variables = never> = Succeeded<V> | Continues<State> | Failed;

/** What the run of any action may end with. */
export type AnyOutcome = Outcome<string, Variables>;

/**
 * The action is done and went well.
 *
 * @example
 * return succeeded({ summary: 'No page is slow.', percentComplete: 100 });
 */
export function succeeded<const N extends number, V extends Variables>(
  details: SuccessDetails<N> & { variables: V },
): Succeeded<V>;
export function succeeded<const N extends number>(details?: SuccessDetails<N>): Succeeded;
export function succeeded<const N extends number, V extends Variables>(
  details: SuccessDetails<N> & { variables?: V } = {},
): Succeeded<V> {
  return { kind: 'succeeded', ...details };
}

/**
 * This round is done; CodePipeline will hand out a new job that carries the state, at most 200 KiB of text. Without a
 * parser (`state` of the definition) the state is a string. With one, the next round gets what JSON can carry of the state.
 *
 * `notBefore` lets the next round wait; nothing runs meanwhile, and nothing is paid for. A moment in the past means now. The
 * next round may wait for 11 hours and 45 minutes in a partner's job and for 23 hours and 45 minutes in a custom action's:
 * that leaves it 15 minutes of the longest time that CodePipeline gives. A later moment is cut to that, with a warning in the
 * log. CodePipeline's timeouts include the wait: a job that waits longer than the `jobTimeout` of its action type (60 seconds to
 * 12 hours) times out, and so does a custom action after 24 hours, all of its rounds together. Source: AWS CodePipeline API
 * Reference, ActionTypeExecutor, and User Guide, "Quotas in AWS CodePipeline".
 *
 * @throws TypeError for a state that JSON cannot carry at all, such as a function, and for a `notBefore` that is not a valid Date.
 * @example
 * return continues('run-17', { externalExecutionId: 'run-17', percentComplete: 10 });
 * @example
 * return continues('run-17', { notBefore: new Date(Date.now() + 8 * 3_600_000) });
 */
export function continues<State, const N extends number>(
  state: State,
  details: RoundDetails<N> = {},
): Continues<State> {
  requireMoment(details.notBefore);
  if (typeof state === 'string') return { kind: 'continues', continuationToken: state, ...details };
  const continuationToken = JSON.stringify(state);
  if (continuationToken === undefined) throw new TypeError(`a state is a string or JSON, not a ${typeof state}`);
  return { kind: 'continues', continuationToken, ...details, [handedOn]: state };
}

/** JavaScript without types may give anything. */
function requireMoment(notBefore: unknown): void {
  if (notBefore === undefined) return;
  if (!types.isDate(notBefore))
    throw new TypeError(`notBefore is a Date, not ${notBefore === null ? 'null' : `a ${typeof notBefore}`}`);
  if (Number.isNaN(notBefore.getTime())) throw new TypeError('notBefore is a valid Date, not an Invalid Date');
}

/** Whether this outcome was given a state that is not text. */
export const carriesState = (outcome: unknown): boolean =>
  typeof outcome === 'object' && outcome !== null && handedOn in outcome;

/**
 * The action is done and went wrong.
 *
 * @example
 * return failed('JobFailed', 'Two pages could not be found.');
 */
export const failed = (type: FailureType, message: string, externalExecutionId?: string): Failed => ({
  kind: 'failed',
  type,
  message,
  externalExecutionId,
});
