import { types } from 'node:util';
import { type FailureType, failureTypes } from '../action/failure.ts';
import type { JobLog } from '../action/job.ts';
import { type AnyOutcome, type ExecutionDetails, type Failed, failed, type Variables } from '../action/outcome.ts';
import type { CurrentRevision } from '../action/revision.ts';
import { orUndefined } from './or-undefined.ts';

type Parts = Record<'kind' | 'type' | 'message' | 'summary' | 'externalExecutionId', unknown> &
  Record<'percentComplete' | 'continuationToken' | 'notBefore' | 'currentRevision' | 'variables', unknown>;

/**
 * The outcome of any value that an action ended with; never throws. Work must not be repeated because its result has a wrong
 * type: a number becomes text, and an optional part that cannot become text is left out. A value that is not an outcome at
 * all becomes a failure in a neutral sentence, and is logged.
 */
export function outcomeFrom(given: unknown, jobId: string, log: Pick<JobLog, 'warn' | 'error'>): AnyOutcome {
  const leftOut: string[] = [];
  const outcome = readOutcome(given, leftOut);
  if (leftOut.length > 0) log.warn('left out what is not of its type in an outcome', { parts: leftOut });
  if (outcome) return outcome;
  log.error('the action ended with something that is not an outcome', { given });
  return failed(
    'JobFailed',
    `The action ended without a usable outcome. Its provider can find the cause in its logs under job ID ${jobId}.`,
  );
}

/** The failure that a JobFailure stands for, even if its members have wrong types. */
export const failureOf = ({ type, message }: { type: unknown; message: unknown }): Failed =>
  failed(typeFrom(type) ?? 'JobFailed', textFrom(message) ?? '');

/** The outcome that a value has the form of, in plain members. @param leftOut Is given the names of the parts that are not of their type. */
export const readOutcome = (given: unknown, leftOut: string[] = []): AnyOutcome | undefined =>
  orUndefined(() => readParts(given as Parts, leftOut));

function readParts(given: Parts, leftOut: string[]): AnyOutcome | undefined {
  const take = <T>(name: keyof Parts, from: (value: unknown) => T | undefined): T | undefined => {
    const value = given[name];
    const taken = from(value);
    if (taken === undefined && value !== undefined && value !== null) leftOut.push(name);
    return taken;
  };
  const id = () => take('externalExecutionId', textFrom);
  switch (given.kind) {
    case 'failed':
      return failed(take('type', typeFrom) ?? 'JobFailed', take('message', textFrom) ?? '', id());
    case 'succeeded':
      return { kind: 'succeeded', ...detailsFrom(take), ...successFrom(take) };
    case 'continues': {
      const continuationToken = take('continuationToken', textFrom);
      const notBefore = take('notBefore', dateFrom);
      return continuationToken === undefined
        ? undefined
        : { kind: 'continues', continuationToken, ...detailsFrom(take), ...(notBefore && { notBefore }) };
    }
    default:
      return undefined;
  }
}

type Take = <T>(name: keyof Parts, from: (value: unknown) => T | undefined) => T | undefined;

/** Only the members that are there: an undefined one would replace the progress that was told before. */
function detailsFrom(take: Take): ExecutionDetails {
  const summary = take('summary', textFrom);
  const externalExecutionId = take('externalExecutionId', textFrom);
  const percentComplete = take('percentComplete', numberFrom);
  return {
    ...(summary !== undefined && { summary }),
    ...(externalExecutionId !== undefined && { externalExecutionId }),
    ...(percentComplete !== undefined && { percentComplete }),
  };
}

/** What only a success may carry. */
function successFrom(take: Take): { currentRevision?: CurrentRevision; variables?: Variables } {
  const currentRevision = take('currentRevision', revisionFrom);
  const variables = take('variables', variablesFrom);
  return { ...(currentRevision && { currentRevision }), ...(variables && { variables }) };
}

/** Undefined when it lacks a part that it cannot do without. */
function revisionFrom(value: unknown): CurrentRevision | undefined {
  const { revision, changeIdentifier, created, revisionSummary } = Object(value);
  const given = { revision: textFrom(revision), changeIdentifier: textFrom(changeIdentifier) };
  if (given.revision === undefined || given.changeIdentifier === undefined) return undefined;
  const date = dateFrom(created);
  const summary = textFrom(revisionSummary);
  return {
    ...{ revision: given.revision, changeIdentifier: given.changeIdentifier },
    ...(date && { created: date }),
    ...(summary !== undefined && { revisionSummary: summary }),
  };
}

/** A date comes as text from an action's thread. */
function dateFrom(value: unknown): Date | undefined {
  const date = types.isDate(value) || typeof value === 'string' ? new Date(value) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date : undefined;
}

/** Undefined when one of them is not text, because a missing variable breaks the actions that refer to it. */
function variablesFrom(value: unknown): Variables | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const pairs = Object.entries(value).flatMap(([name, given]) => {
    const text = textFrom(given);
    return text === undefined ? [] : [[name, text] as const];
  });
  return pairs.length === Object.keys(value).length ? Object.fromEntries(pairs) : undefined;
}

function textFrom(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return value instanceof Error && typeof value.message === 'string' ? value.message : undefined;
}

function numberFrom(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

const typeFrom = (value: unknown): FailureType | undefined => failureTypes.find((type) => type === value);
