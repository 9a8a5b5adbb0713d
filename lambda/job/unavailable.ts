import { JobFailure } from '../action/failure.ts';
import { LeaseLost } from './lease.ts';

/** For a call that the worker itself depends on: when it fails, the action is not at fault. */
export const unavailable =
  (what: string) =>
  (error: unknown): never => {
    if (error instanceof JobFailure || error instanceof LeaseLost) throw error;
    throw new JobFailure('SystemUnavailable', `The worker could not reach ${what}. Run the action again.`, {
      cause: error,
    });
  };
