import { escapeLine, escapeText, quote } from '../../model/escape.ts';
import { redactText } from '../../model/redaction/redact-value.ts';
import { JobFailure } from '../action/failure.ts';
import type { ExecutionDetails, Variables } from '../action/outcome.ts';
import type { CurrentRevision } from '../action/revision.ts';
import type { HeldJob } from './held-job.ts';
import type { FailureResult } from './job-source.ts';
import type { DecidedRevision } from './ports.ts';

/** Limits of the API, in characters. */
const MAX_SUMMARY_LENGTH = 2048;
const MAX_MESSAGE_LENGTH = 5000;
const MAX_EXTERNAL_ID_LENGTH = 1500;
const MAX_REVISION_LENGTH = 1500;
const MAX_CHANGE_ID_LENGTH = 100;
const VARIABLE_NAME = /^[A-Za-z0-9@\-_]+$/;
/** The size of all output variables of an action, in UTF-8 bytes. Source: "Quotas in AWS CodePipeline". That names count too is assumed. */
const MAX_VARIABLES_BYTES = 122_880;

/** The redactor that hides the secrets of a job, and the log that is told what was left out. */
type Fitting = Pick<HeldJob, 'log' | 'redactor'>;

/** A failure as the API takes it: a longer text is cut, a longer ID left out, and the log is told. */
export const fitFailure = ({ type, message, externalExecutionId }: FailureResult, to: Fitting): FailureResult => ({
  type,
  message: fitText(message, MAX_MESSAGE_LENGTH, to) ?? 'The action failed and gave no reason.',
  externalExecutionId: fitId(externalExecutionId, to),
});

export const fitDetails = (details: ExecutionDetails, to: Fitting): ExecutionDetails => ({
  summary: fitText(details.summary, MAX_SUMMARY_LENGTH, to),
  externalExecutionId: fitId(details.externalExecutionId, to),
  percentComplete: fitPercentage(details.percentComplete),
});

/** A revision that is cut would name another one, so one that does not fit is left out. */
export function fitRevision(given: CurrentRevision | undefined, to: Fitting): DecidedRevision | undefined {
  if (given === undefined) return undefined;
  const revision = clean(given.revision, to, escapeLine);
  const changeIdentifier = clean(given.changeIdentifier, to, escapeLine);
  const fits = (text: string, longest: number) => text !== '' && text.length <= longest;
  if (!fits(revision, MAX_REVISION_LENGTH) || !fits(changeIdentifier, MAX_CHANGE_ID_LENGTH)) {
    to.log.warn('left out a current revision that does not fit', {
      revision: revision.length,
      changeIdentifier: changeIdentifier.length,
    });
    return undefined;
  }
  return {
    ...{ revision, changeIdentifier, created: given.created?.toISOString() },
    revisionSummary: fitText(given.revisionSummary, MAX_SUMMARY_LENGTH, to),
  };
}

/** @throws JobFailure JobFailed when a name or the size breaks a rule of the API: later actions would miss a variable. */
export function fitVariables(given: Variables | undefined, to: Fitting): Variables | undefined {
  const pairs = Object.entries(given ?? {}).map(([name, value]) => [name, clean(value, to, escapeText)] as const);
  if (pairs.length === 0) return undefined;
  const misnamed = pairs.find(([name]) => !VARIABLE_NAME.test(name));
  if (misnamed) {
    const name = clean(misnamed[0], to, escapeLine).slice(0, MAX_CHANGE_ID_LENGTH);
    throw new JobFailure(
      'JobFailed',
      `The action gave an output variable ${quote(name)}: names have letters, digits and @ - _.`,
    );
  }
  const bytes = pairs.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (bytes > MAX_VARIABLES_BYTES) {
    throw new JobFailure(
      'JobFailed',
      `The action's output variables have ${bytes} bytes; CodePipeline takes ${MAX_VARIABLES_BYTES} in all.`,
    );
  }
  return Object.fromEntries(pairs);
}

/** Redacts first, because a secret that is escaped or cut is not recognised any more. Only the beginning of a text of megabytes is kept. */
const clean = (text: string | undefined, { redactor }: Fitting, escaped: (text: string) => string) =>
  escaped(redactText(text ?? '', redactor).toWellFormed());

function fitText(text: string | undefined, longest: number, to: Fitting): string | undefined {
  const shown = clean(text, to, escapeText);
  if (shown.length > longest) return `${shown.slice(0, longest - 1).toWellFormed()}…`;
  return shown === '' ? undefined : shown;
}

/** An id that is cut would lead the customer to the wrong place, so one that is too long is left out. */
function fitId(id: string | undefined, to: Fitting): string | undefined {
  const shown = clean(id, to, escapeLine);
  if (shown.length <= MAX_EXTERNAL_ID_LENGTH) return shown === '' ? undefined : shown;
  to.log.warn('left out an external execution id that is too long', {
    length: shown.length,
    longest: MAX_EXTERNAL_ID_LENGTH,
  });
  return undefined;
}

const fitPercentage = (percentage: number | undefined) =>
  Number.isFinite(percentage) ? Math.round(Math.min(100, Math.max(0, percentage ?? 0))) : undefined;
