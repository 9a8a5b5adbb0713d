import type { JobRequest } from './jobs/authorize.ts';
import type { FailureDetails } from './jobs/job.ts';
import type { JobStore } from './jobs/job-store.ts';
import { type ArtifactFinder, putFailure } from './jobs/put-result.ts';
import { checkInput } from './validate.ts';

/** Takes the failure of a job, which ends it. */
export async function putThirdPartyJobFailureResult(
  store: JobStore,
  artifacts: ArtifactFinder,
  body: unknown,
): Promise<void> {
  await putFailure(
    store,
    artifacts,
    checkInput<JobRequest & { failureDetails: FailureDetails }>('PutThirdPartyJobFailureResult', body),
  );
}
