import { CUSTOMER_SENTENCE } from '../../model/customer-sentence.ts';
import { JobFailure } from '../action/failure.ts';
import { type Failed, failed } from '../action/outcome.ts';
import { orUndefined } from './or-undefined.ts';
import { failureOf } from './outcome-from.ts';
import { shortageFrom } from './shortage.ts';

/** The failure that the customer reads for any error; never throws. Only sentences written for customers get through. */
export function failureFrom(error: unknown, jobId: string): Failed {
  const written = orUndefined(() => writtenFailure(error));
  if (written) return written;
  return failed(
    'JobFailed',
    `The action failed unexpectedly. Its provider can find the cause in its logs under job ID ${jobId}.`,
  );
}

function writtenFailure(error: unknown): Failed | undefined {
  if (error instanceof JobFailure) return failureOf(error);
  const shortage = shortageFrom(error);
  if (shortage) return failed('JobFailed', shortage);
  const isForCustomers = error instanceof Error && CUSTOMER_SENTENCE in error;
  return isForCustomers ? failureOf({ type: 'JobFailed', message: error.message }) : undefined;
}
