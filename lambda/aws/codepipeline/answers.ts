import type { AcknowledgeAnswer, PutAnswer, Unreportable } from '../../job/job-source.ts';
import { isThrottling, wasRejected } from '../errors.ts';

/** AWS's own workers ask for this number, so a limit on batches cannot be lower. */
const SURE_BATCH_SIZE = 10;
const NOT_FOUND = ['JobNotFoundException', 'InvalidJobException'];
const NOT_OURS = ['InvalidNonceException', 'JobNotFoundException'];
const CLOSED = ['JobNotFoundException', 'InvalidJobStateException'];
const INVALID = ['ValidationException', 'OutputVariablesSizeExceededException'];

/** An answer of the job calls themselves, which do not know why a job may be unreportable. */
export type Told<Answer> = Exclude<Answer, Unreportable>;

/**
 * Polls with batches as large as the service takes them. The service model has no maximum; if there is one, the service would
 * refuse a larger batch.
 */
export function batchedPoll() {
  let mostAtOnce = Number.POSITIVE_INFINITY;
  return async function poll<T>(mostJobs: number, send: (size: number) => Promise<T>): Promise<T | 'throttled'> {
    const size = Math.min(mostJobs, mostAtOnce);
    try {
      return await send(size);
    } catch (error) {
      if (isThrottling(error)) return 'throttled';
      if (!isNamed(error, ['ValidationException']) || size <= SURE_BATCH_SIZE) throw error;
      mostAtOnce = SURE_BATCH_SIZE;
      return poll(mostJobs, send);
    }
  };
}

export async function detailsAnswer<T>(details: Promise<T>): Promise<T | 'not-found'> {
  try {
    return await details;
  } catch (error) {
    if (isNamed(error, NOT_FOUND)) return 'not-found';
    throw error;
  }
}

/** Never throws. */
export async function acknowledgeAnswer(
  sent: Promise<{ status?: string | undefined }>,
): Promise<Told<AcknowledgeAnswer>> {
  try {
    return (await sent).status === 'InProgress' ? 'in-progress' : 'refused';
  } catch (error) {
    if (isNamed(error, NOT_OURS)) return 'refused';
    return wasRejected(error) ? 'rejected' : 'no-answer';
  }
}

export async function putAnswer(put: Promise<unknown>): Promise<Told<PutAnswer>> {
  try {
    await put;
    return 'accepted';
  } catch (error) {
    if (isNamed(error, CLOSED)) return 'closed';
    if (isNamed(error, INVALID)) return 'invalid';
    throw error;
  }
}

export const isNamed = (error: unknown, names: readonly string[]) =>
  error instanceof Error && names.includes(error.name);
