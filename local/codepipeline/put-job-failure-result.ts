import type { FailureDetails } from './jobs/job.ts';
import type { JobStore } from './jobs/job-store.ts';
import { type ArtifactFinder, putFailure } from './jobs/put-result.ts';
import { checkInput } from './validate.ts';

/** Takes a failure of a custom action's job. */
export async function putJobFailureResult(store: JobStore, artifacts: ArtifactFinder, body: unknown): Promise<void> {
  const request = checkInput<{ jobId: string; failureDetails: FailureDetails }>('PutJobFailureResult', body);
  await putFailure(store, artifacts, request);
}
