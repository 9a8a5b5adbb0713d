import { seal } from '../../model/seal.ts';
import { JobFailure } from '../action/failure.ts';
import type { AnyOutcome } from '../action/outcome.ts';
import { spill } from './continuation.ts';
import { failureFrom } from './failure.ts';
import { fitDetails, fitFailure, fitRevision, fitVariables } from './fit.ts';
import type { HeldJob } from './held-job.ts';
import { outcomeFrom } from './outcome-from.ts';
import type { DecidedOutcome, LedgerEntry } from './ports.ts';

/** What an outcome is decided for. */
interface DecisionTerms {
  /** Seals the continuation token. */
  key: Buffer;
  /** Whether the source takes output variables. */
  takesVariables: boolean;
}

type Decision = { decided: DecidedOutcome } & Pick<LedgerEntry, 'spilled'>;

/**
 * The outcome as the API takes it: within its limits, free of secrets and of characters that mislead a reader, the
 * continuation token encrypted. It never throws, because then the action would run again, up to its last attempt.
 */
export function decide(
  outcome: AnyOutcome,
  held: Pick<HeldJob, 'message' | 'log' | 'redactor'>,
  { key, takesVariables }: DecisionTerms,
): Decision {
  const { jobId } = held.message;
  const decisionOf = (clean: AnyOutcome): Decision => {
    if (clean.kind === 'failed') return { decided: { kind: 'failed', failure: fitFailure(clean, held) } };
    const executionDetails = fitDetails(clean, held);
    if (clean.kind === 'succeeded') {
      if (clean.variables && !takesVariables) throw new JobFailure('JobFailed', NO_VARIABLES);
      const currentRevision = fitRevision(clean.currentRevision, held);
      const variables = fitVariables(clean.variables, held);
      return { decided: { kind: 'succeeded', executionDetails, currentRevision, variables } };
    }
    const { token, spilled } = spill(clean.continuationToken, jobId);
    held.redactor.add(token);
    return { decided: { kind: 'succeeded', executionDetails, sealedToken: seal(token, key) }, spilled };
  };
  try {
    return decisionOf(outcomeFrom(outcome, jobId, held.log));
  } catch (error) {
    // A continuation token that is too long is a JobFailure, and so are output variables that the source does not take.
    if (!(error instanceof JobFailure)) held.log.error('the outcome could not be decided', { error });
    return decisionOf(failureFrom(error, jobId));
  }
}

const NO_VARIABLES =
  "The action gave output variables, which CodePipeline takes of custom actions and not of a partner's job worker.";
