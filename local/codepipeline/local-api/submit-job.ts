import { randomUUID } from 'node:crypto';
import type { ActionTypeId } from '../../../model/action-type.ts';
import type { ArtifactStore } from '../../s3/artifact-store.ts';
import { createJob, type JobDefinition } from '../jobs/job.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { chooseActionType } from './choose-action-type.ts';
import { ARTIFACT_BUCKET, locateArtifact, type SeedOptions, seedInputs } from './seed-inputs.ts';
import { checkSubmission, InvalidSubmission, type JobSubmission } from './submission.ts';

/** The client of jobs that name none. */
export const DEFAULT_CLIENT_ID = '00000000-0000-4000-8000-000000000001';

export interface SubmitOptions {
  store: JobStore;
  artifacts: Pick<ArtifactStore, 'seed' | 'find'>;
  /** The action type of jobs that name none. */
  defaultActionTypeId: ActionTypeId | undefined;
  /** Is told how far the packing of a folder has come. */
  onPacking?: SeedOptions['onPacking'];
  /** Makes sure that the default client exists. */
  ensureDefaultClient(): Promise<void>;
}

/** The answer for a job that was taken. */
export interface SubmittedJob {
  jobId: string;
  /** Absent for a custom action's job. */
  clientId?: string;
  /** A sentence on what may be a mistake. */
  note?: string;
  /** A sentence on each folder of which not everything is in its artifact. */
  leftOut?: string[];
}

/**
 * Puts the input artifacts into the store and queues a job; its action type is known from then on.
 * @param body A JobSubmission, checked here.
 * @throws InvalidSubmission
 */
export async function submitJob(options: SubmitOptions, body: unknown): Promise<SubmittedJob> {
  const { store, artifacts } = options;
  const submission = checkSubmission(body);
  const actionTypeId = submission.actionTypeId ?? options.defaultActionTypeId;
  if (actionTypeId === undefined) {
    throw new InvalidSubmission('actionTypeId is needed: there is no default action type');
  }
  // Before anything is kept, and once more below: an action type may be deleted meanwhile.
  const note = store.work((work) => chooseActionType(work, actionTypeId, submission));
  const client = clientOf(store, actionTypeId, submission);
  const pipelineName = submission.pipelineName ?? 'local-pipeline';
  const { inputArtifacts, leftOut } = await seedInputs(artifacts, submission.inputArtifacts ?? [], {
    pipelineName,
    includeIgnored: submission.includeIgnored,
    onPacking: options.onPacking,
  });
  if (client.clientId === DEFAULT_CLIENT_ID) await options.ensureDefaultClient();
  return store.work((work) => {
    chooseActionType(work, actionTypeId, submission);
    const jobTimeoutSeconds = work.actionTypes.find(actionTypeId)?.declaration?.executor.jobTimeout;
    const timing = { actionStartedAt: work.now, ...(jobTimeoutSeconds && { jobTimeoutSeconds }) };
    const definition = define(submission, { ...client, ...timing, actionTypeId, pipelineName, inputArtifacts });
    const job = createJob(definition, work.now, work.now);
    work.add(job);
    work.move(job, 'Queued');
    return { jobId: job.jobId, ...client, ...(note && { note }), ...(leftOut.length > 0 && { leftOut }) };
  });
}

function clientOf(
  store: JobStore,
  { owner }: ActionTypeId,
  { clientId }: JobSubmission,
): Pick<JobDefinition, 'clientId'> {
  if (owner === 'Custom') {
    if (clientId === undefined) return {};
    throw new InvalidSubmission('clientId must be absent: the jobs of custom actions have no client');
  }
  if (clientId === undefined) return { clientId: DEFAULT_CLIENT_ID };
  if (!store.work(({ clients }) => clients.has(clientId))) {
    throw new InvalidSubmission(`clientId ${clientId} is not known: put the client with its token first`);
  }
  return { clientId };
}

type Undecided = 'configuration' | 'stageName' | 'actionName' | 'outputArtifacts' | 'encryptionKey';
type Made = 'actionExecutionId' | 'pipelineExecutionId' | 'bucketName' | 'continuationToken';
type Decided = Omit<JobDefinition, Undecided | Made>;

function define(submission: JobSubmission, decided: Decided): JobDefinition {
  const { configuration = {}, stageName = 'Test', actionName = 'Action', outputArtifacts = [] } = submission;
  const { encryptionKey, continuationToken } = submission;
  return {
    ...decided,
    configuration,
    stageName,
    actionName,
    actionExecutionId: randomUUID(),
    pipelineExecutionId: randomUUID(),
    bucketName: ARTIFACT_BUCKET,
    outputArtifacts: outputArtifacts.map((name) => locateArtifact(decided.pipelineName, name)),
    ...(encryptionKey && { encryptionKey }),
    ...(continuationToken && { continuationToken }),
  };
}
