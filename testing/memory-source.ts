import { randomBytes } from 'node:crypto';
import type { JobDetails } from '../lambda/action/job.ts';
import type { FailureResult, SourceJob, SuccessResult } from '../lambda/job/job-source.ts';
import { maxWaitOf } from '../model/integration.ts';

/** A job whose results are kept, in place of CodePipeline. */
export interface MemorySourceJob extends SourceJob {
  /** @throws Error when the job has none. */
  result(): { success: SuccessResult } | { failure: FailureResult };
}

export function memorySourceJob(details: JobDetails, takesVariables: boolean): MemorySourceJob {
  const key = randomBytes(32);
  let result: ReturnType<MemorySourceJob['result']> | undefined;
  return {
    takesVariables,
    maxWait: maxWaitOf[takesVariables ? 'custom' : 'third-party'],
    sealingKey: () => key,
    details: async () => details,
    acknowledge: async () => 'in-progress',
    async succeed(success) {
      result = { success };
      return 'accepted';
    },
    async fail(failure) {
      result = { failure };
      return 'accepted';
    },
    result() {
      if (!result) throw new Error(`job ${details.jobId} has no result`);
      return result;
    },
  };
}
