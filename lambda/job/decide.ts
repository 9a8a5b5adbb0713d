import { escapeLine, escapeText } from '../../model/escape.ts';
import { redactText } from '../../model/redaction/redact-value.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';
import { seal } from '../../model/seal.ts';
import { type ExecutionDetails, JobFailure, type Outcome } from '../action/outcome.ts';
import { spill } from './continuation.ts';
import { failureFrom } from './failure.ts';
import type { HeldJob } from './held-job.ts';
import type { FailureResult } from './job-source.ts';
import { outcomeFrom } from './outcome-from.ts';
import type { DecidedOutcome, LedgerEntry, Log } from './ports.ts';

/** Limits of the API, in characters. */
const MAX_SUMMARY_LENGTH = 2048;
const MAX_MESSAGE_LENGTH = 5000;
const MAX_EXTERNAL_ID_LENGTH = 1500;

type Decision = { decided: DecidedOutcome } & Pick<LedgerEntry, 'spilled'>;

/**
 * The outcome as the API takes it: within its limits, free of secrets and of characters that mislead a reader, the
 * continuation token encrypted. Never throws, for then the action would run again, and as often as it may.
 * @param key Seals the continuation token.
 */
export function decide(
  outcome: Outcome,
  { message: { jobId }, log, redactor }: Pick<HeldJob, 'message' | 'log' | 'redactor'>,
  key: Buffer,
): Decision {
  const settle = (clean: Outcome): Decision => {
    if (clean.kind === 'failed') return { decided: { kind: 'failed', failure: fitFailure(clean, redactor, log) } };
    const executionDetails = fitDetails(clean, redactor, log);
    if (clean.kind === 'succeeded') return { decided: { kind: 'succeeded', executionDetails } };
    const { token, spilled } = spill(clean.continuationToken, jobId);
    redactor.add(token);
    const sealedToken = seal(token, key);
    return { decided: { kind: 'succeeded', executionDetails, sealedToken }, spilled };
  };
  try {
    return settle(outcomeFrom(outcome, jobId, log));
  } catch (error) {
    // A continuation token that nothing can hold is a JobFailure.
    if (!(error instanceof JobFailure)) log.error('the outcome could not be decided', { error });
    return settle(failureFrom(error, jobId));
  }
}

const fitFailure = (
  { type, message, externalExecutionId }: FailureResult,
  redactor: Redactor,
  log: Log,
): FailureResult => ({
  type,
  message: fitText(message, MAX_MESSAGE_LENGTH, redactor) ?? 'The action failed and gave no reason.',
  externalExecutionId: fitId(externalExecutionId, redactor, log),
});

const fitDetails = (details: ExecutionDetails, redactor: Redactor, log: Log): ExecutionDetails => ({
  summary: fitText(details.summary, MAX_SUMMARY_LENGTH, redactor),
  externalExecutionId: fitId(details.externalExecutionId, redactor, log),
  percentComplete: fitPercentage(details.percentComplete),
});

/** Redacts first, for a secret that is escaped or cut in half would not be recognised any more; of a text of megabytes, the beginning. */
function fitText(text: string | undefined, longest: number, redactor: Redactor): string | undefined {
  const clean = escapeText(redactText(text ?? '', redactor).toWellFormed());
  if (clean.length > longest) return `${clean.slice(0, longest - 1).toWellFormed()}…`;
  return clean === '' ? undefined : clean;
}

/** Half an id would lead the customer to the wrong place, so one that is too long is left out. */
function fitId(id: string | undefined, redactor: Redactor, log: Log): string | undefined {
  const clean = escapeLine(redactText(id ?? '', redactor).toWellFormed());
  if (clean.length <= MAX_EXTERNAL_ID_LENGTH) return clean === '' ? undefined : clean;
  log.warn('left out an external execution id that is too long', {
    length: clean.length,
    longest: MAX_EXTERNAL_ID_LENGTH,
  });
  return undefined;
}

const fitPercentage = (percentage: number | undefined) =>
  Number.isFinite(percentage) ? Math.round(Math.min(100, Math.max(0, percentage ?? 0))) : undefined;
