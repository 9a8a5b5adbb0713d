import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ActionTypeId } from '../../../model/action-type.ts';
import type { ArtifactStore } from '../../s3/artifact-store.ts';
import { createJob, createObjectKey, type JobArtifact, type JobDefinition } from '../jobs/job.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { chooseActionType } from './choose-action-type.ts';
import { checkSubmission, InvalidSubmission, type JobSubmission } from './submission.ts';
import { zipFolder } from './zip-folder.ts';

/** The client of jobs that name none. */
export const DEFAULT_CLIENT_ID = '00000000-0000-4000-8000-000000000001';
const BUCKET = 'codepipeline-local-artifacts';

export interface SubmitOptions {
  store: JobStore;
  artifacts: Pick<ArtifactStore, 'seed' | 'find'>;
  /** Of jobs that name none. */
  defaultActionTypeId: ActionTypeId | undefined;
  /** Makes sure that the default client exists. */
  ensureDefaultClient(): Promise<void>;
}

/** What is told of a job that was taken. */
export interface SubmittedJob {
  jobId: string;
  /** Absent for a custom action's job. */
  clientId?: string;
  /** A sentence on what may be a mistake. */
  note?: string;
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
  const inputArtifacts = await seedInputs(artifacts, pipelineName, submission.inputArtifacts ?? []);
  if (client.clientId === DEFAULT_CLIENT_ID) await options.ensureDefaultClient();
  return store.work((work) => {
    chooseActionType(work, actionTypeId, submission);
    const jobTimeoutSeconds = work.actionTypes.find(actionTypeId)?.declaration?.executor.jobTimeout;
    const timing = { actionStartedAt: work.now, ...(jobTimeoutSeconds && { jobTimeoutSeconds }) };
    const definition = define(submission, { ...client, ...timing, actionTypeId, pipelineName, inputArtifacts });
    const job = createJob(definition, work.now, work.now);
    work.add(job);
    work.move(job, 'Queued');
    return { jobId: job.jobId, ...client, ...(note && { note }) };
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
    bucketName: BUCKET,
    outputArtifacts: outputArtifacts.map((name) => locate(decided.pipelineName, name)),
    ...(encryptionKey && { encryptionKey }),
    ...(continuationToken && { continuationToken }),
  };
}

const locate = (pipelineName: string, name: string) => ({ name, objectKey: createObjectKey(pipelineName, name) });

type SubmittedArtifact = NonNullable<JobSubmission['inputArtifacts']>[number];

/** Every path is read before the first artifact is put, so that a wrong one leaves nothing behind. */
async function seedInputs(
  artifacts: Pick<ArtifactStore, 'seed'>,
  pipelineName: string,
  inputs: SubmittedArtifact[],
): Promise<JobArtifact[]> {
  const folder = await mkdtemp(join(tmpdir(), 'codepipeline-'));
  try {
    const files: string[] = [];
    for (const [index, input] of inputs.entries()) {
      files.push(await archiveOf(input, index + 1, join(folder, `${index}.zip`)));
    }
    const located = inputs.map(({ name }) => locate(pipelineName, name));
    for (const [index, file] of files.entries()) await artifacts.seed(BUCKET, located[index]?.objectKey ?? '', file);
    return located;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file itself, or the folder as a zip. Like CodePipeline, this does not look into a file. */
async function archiveOf({ path }: SubmittedArtifact, number: number, file: string): Promise<string> {
  const refuse = (problem: string, cause?: unknown) =>
    new InvalidSubmission(`Value at 'inputArtifacts.${number}.member.path' ${problem}`, { cause });
  const from = resolve(path);
  const found = await stat(from).catch((error: unknown) => {
    throw refuse('must name an archive or a folder on this machine that can be read', error);
  });
  if (found.isFile()) return from;
  if (!found.isDirectory()) throw refuse('names something that is neither a file nor a folder');
  await zipFolder(from, file).catch((error: Error) => {
    throw refuse(`names a folder that cannot be zipped: ${error.message}`, error);
  });
  return file;
}
