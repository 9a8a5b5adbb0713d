import type { ArtifactStore } from '../../s3/artifact-store.ts';
import { ApiError } from '../api-error.ts';
import { authorize, type JobRequest } from './authorize.ts';
import {
  createJob,
  createObjectKey,
  type ExecutionDetails,
  type FailureDetails,
  type JobArtifact,
  type JobDefinition,
  type StoredJob,
  type UploadedArtifact,
} from './job.ts';
import type { JobStore } from './job-store.ts';
import type { JobWork } from './job-work.ts';

/** Where artifacts are looked for. */
export type ArtifactFinder = Pick<ArtifactStore, 'find'>;

/** The result of a success. */
interface Success {
  continuationToken?: string;
  executionDetails?: ExecutionDetails;
  outputVariables?: Record<string, string>;
}

/**
 * Ends a job as Succeeded. With a continuation token a follow-up job with the same action and artifacts is made.
 * @throws ApiError JobNotFoundException, InvalidClientTokenException, InvalidJobStateException
 */
export async function putSuccess(
  store: JobStore,
  artifacts: ArtifactFinder,
  request: JobRequest & Success,
): Promise<void> {
  const uploaded = await findUploads(store, artifacts, request);
  const { continuationToken, executionDetails, outputVariables } = request;
  store.work((work) => {
    const job = authorize(work, request, (found) => checkPuttable(found, work));
    const continuedAs = continuationToken === undefined ? {} : { continuedAs: followUp(work, job, continuationToken) };
    const told = { ...(executionDetails && { executionDetails }), ...(outputVariables && { outputVariables }) };
    work.move({ ...job, result: { ...continuedAs, ...told, uploaded } }, 'Succeeded');
  });
}

/**
 * Ends a job as Failed.
 * @throws ApiError JobNotFoundException, InvalidClientTokenException, InvalidJobStateException
 */
export async function putFailure(
  store: JobStore,
  artifacts: ArtifactFinder,
  request: JobRequest & { failureDetails: FailureDetails },
): Promise<void> {
  const uploaded = await findUploads(store, artifacts, request);
  store.work((work) => {
    const job = authorize(work, request, (found) => checkPuttable(found, work));
    work.move({ ...job, result: { failureDetails: request.failureDetails, uploaded } }, 'Failed');
  });
}

/** The output artifacts of the job that are in the artifact store now; they are recorded with the result. */
async function findUploads(
  store: JobStore,
  artifacts: ArtifactFinder,
  request: JobRequest,
): Promise<UploadedArtifact[]> {
  const { definition } = store.work((work) => authorize(work, request, (found) => checkPuttable(found, work)));
  return await findArtifacts(artifacts, definition, definition.outputArtifacts);
}

/** Those of a job's artifacts that exist. */
export async function findArtifacts(
  artifacts: ArtifactFinder,
  { bucketName }: JobDefinition,
  wanted: JobArtifact[],
): Promise<UploadedArtifact[]> {
  const found = wanted.map(async ({ name, objectKey }) => {
    const object = await artifacts.find(bucketName, objectKey);
    return object === undefined ? [] : [{ name, size: object.size, path: object.path }];
  });
  return (await Promise.all(found)).flat();
}

function checkPuttable({ status }: StoredJob, { settings }: JobWork): void {
  if (status === 'InProgress' || (status === 'Dispatched' && settings.putBeforeAcknowledge === 'accepted')) return;
  throw new ApiError('InvalidJobStateException', `The job takes no result: it is ${status}.`);
}

/** Makes the follow-up job and returns its id. */
function followUp(work: JobWork, { definition }: StoredJob, continuationToken: string): string {
  const { pipelineName, outputArtifacts } = definition;
  const outputs = work.settings.continuationKeepsOutputKeys
    ? outputArtifacts
    : outputArtifacts.map(({ name }) => ({ name, objectKey: createObjectKey(pipelineName, name) }));
  const availableAt = work.now + work.settings.continuationDelaySeconds * 1000;
  const job = createJob({ ...definition, outputArtifacts: outputs, continuationToken }, work.now, availableAt);
  work.add(job);
  return job.jobId;
}
