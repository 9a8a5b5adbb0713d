import { ApiError } from './api-error.ts';
import type { ExecutionDetails } from './jobs/job.ts';
import type { JobStore } from './jobs/job-store.ts';
import { type ArtifactFinder, putSuccess } from './jobs/put-result.ts';
import { checkInput } from './validate.ts';

interface Input {
  jobId: string;
  continuationToken?: string;
  executionDetails?: ExecutionDetails;
  outputVariables?: Record<string, string>;
}

/** "Quotas" in the CodePipeline User Guide: the output variables of one action. */
const MAX_OUTPUT_VARIABLE_BYTES = 122_880;

/**
 * Takes a success of a custom action's job. The `currentRevision` of a source action is checked and has no effect: no
 * pipeline runs here.
 */
export async function putJobSuccessResult(store: JobStore, artifacts: ArtifactFinder, body: unknown): Promise<void> {
  const request = checkInput<Input>('PutJobSuccessResult', body);
  checkVariables(request);
  await putSuccess(store, artifacts, request);
}

function checkVariables({ outputVariables, continuationToken }: Input): void {
  if (outputVariables === undefined) return;
  if (continuationToken !== undefined) {
    throw new ApiError('ValidationException', 'outputVariables must be absent when there is a continuationToken.');
  }
  const size = Object.entries(outputVariables).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (size > MAX_OUTPUT_VARIABLE_BYTES) {
    throw new ApiError(
      'OutputVariablesSizeExceededException',
      `The output variables have ${size} bytes; allowed are ${MAX_OUTPUT_VARIABLE_BYTES}.`,
    );
  }
}
