import { CUSTOMER_SENTENCE } from '../../model/customer-sentence.ts';
import { LeaseLost } from './lease.ts';
import { type Failed, failed, JobFailure } from './outcome.ts';
import { shortageFrom } from './shortage.ts';

/** What the customer reads of an error, whatever it is. Only sentences written for customers get through. */
export function failureFrom(error: unknown, jobId: string): Failed {
  if (error instanceof JobFailure) return failed(error.type, error.message);
  const shortage = shortageFrom(error);
  if (shortage) return failed('JobFailed', shortage);
  if (error instanceof Error && CUSTOMER_SENTENCE in error) return failed('JobFailed', error.message);
  return failed(
    'JobFailed',
    `The action failed unexpectedly. Its provider can find the cause in its logs under job ID ${jobId}.`,
  );
}

/** For a call that the worker itself depends on: what keeps it from its answer is no fault of the action. */
export const unavailable =
  (what: string) =>
  (error: unknown): never => {
    if (error instanceof JobFailure || error instanceof LeaseLost) throw error;
    throw new JobFailure('SystemUnavailable', `The worker could not reach ${what}. Run the action again.`, {
      cause: error,
    });
  };
