import { randomBytes, randomUUID } from 'node:crypto';
import type { ActionTypeId } from '../../../model/action-type.ts';
import type { JobStatus } from './job-status.ts';

/** An artifact of the job and its key in the artifact bucket. */
export interface JobArtifact {
  name: string;
  objectKey: string;
}

/** The definition of a job. Its configuration and continuation token may be secret. */
export interface JobDefinition {
  /** The customer of a partner's job; a custom action's job has none. */
  clientId?: string;
  actionTypeId: ActionTypeId;
  configuration: Record<string, string>;
  pipelineName: string;
  stageName: string;
  actionName: string;
  /** The same in every job of one run of the action. */
  actionExecutionId: string;
  /** The same in every job of one run of the pipeline. */
  pipelineExecutionId: string;
  /** When the first job of this run of the action was made. Epoch milliseconds. */
  actionStartedAt: number;
  /** The time limit of the action type, which replaces the setting. */
  jobTimeoutSeconds?: number;
  bucketName: string;
  inputArtifacts: JobArtifact[];
  outputArtifacts: JobArtifact[];
  encryptionKey?: { id: string; type: string };
  continuationToken?: string;
}

export interface ExecutionDetails {
  summary?: string;
  externalExecutionId?: string;
  percentComplete?: number;
}

export interface FailureDetails {
  type: string;
  message: string;
  externalExecutionId?: string;
}

/** An object of the artifact store as it was when the result came in. */
export interface UploadedArtifact {
  name: string;
  size: number;
  path: string;
}

/** What a worker reported. An output artifact that is not among `uploaded` was never uploaded. */
interface JobResult {
  executionDetails?: ExecutionDetails;
  failureDetails?: FailureDetails;
  continuedAs?: string;
  outputVariables?: Record<string, string>;
  uploaded: UploadedArtifact[];
}

/** One job. Times are epoch milliseconds. */
export interface StoredJob {
  jobId: string;
  definition: JobDefinition;
  status: JobStatus;
  /** When the job may be queued. */
  availableAt: number;
  queuedAt?: number;
  /** When the status was entered; a repeated dispatch enters it again. */
  since: number;
  /** The nonce of the last dispatch. */
  nonce?: string;
  transitions: { status: JobStatus; at: number }[];
  result?: JobResult;
}

/** A job that becomes Queued once `availableAt` has come. */
export function createJob(definition: JobDefinition, now: number, availableAt: number): StoredJob {
  const job: StoredJob = {
    jobId: randomUUID(),
    definition,
    status: 'Created',
    availableAt,
    since: now,
    transitions: [],
  };
  return enter(job, 'Created', now);
}

/** The job with its status changed and the change recorded. */
export function enter(job: StoredJob, status: JobStatus, at: number): StoredJob {
  const queuedAt = status === 'Queued' ? { queuedAt: at } : {};
  return { ...job, ...queuedAt, status, since: at, transitions: [...job.transitions, { status, at }] };
}

/** Whether the job is one of a custom action, which has calls of its own. */
export const isCustom = ({ definition }: Pick<StoredJob, 'definition'>) => definition.actionTypeId.owner === 'Custom';

/** Opaque to workers; the model allows 1 to 50 characters. In hexadecimal, so that no command line takes it for a flag. */
export const createNonce = () => randomBytes(12).toString('hex');

/** A key in the form CodePipeline makes: names cut to 20 and 10 characters, then seven random ones. */
export function createObjectKey(pipelineName: string, artifactName: string): string {
  const random = randomBytes(16)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 7);
  return `${pipelineName.slice(0, 20)}/${artifactName.slice(0, 10)}/${random}`;
}
