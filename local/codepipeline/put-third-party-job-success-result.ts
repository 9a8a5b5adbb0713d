import type { JobRequest } from './jobs/authorize.ts';
import type { ExecutionDetails } from './jobs/job.ts';
import type { JobStore } from './jobs/job-store.ts';
import { type ArtifactFinder, putSuccess } from './jobs/put-result.ts';
import { checkInput } from './validate.ts';

interface Input extends JobRequest {
  continuationToken?: string;
  executionDetails?: ExecutionDetails;
}

/** Takes the success of a job, which ends it or makes the job of the next round. The `currentRevision` of a source action is checked and has no effect: no pipeline runs here. */
export async function putThirdPartyJobSuccessResult(
  store: JobStore,
  artifacts: ArtifactFinder,
  body: unknown,
): Promise<void> {
  await putSuccess(store, artifacts, checkInput<Input>('PutThirdPartyJobSuccessResult', body));
}
