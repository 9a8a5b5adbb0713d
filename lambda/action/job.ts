import type { ActionTypeId } from '../../model/action-type.ts';
import type { InputArtifact, OutputArtifact } from '../../model/artifact.ts';
import type { Surroundings } from './configuration.ts';

/** What a poll hands out, and all that a queue message carries: nothing in it is secret. */
export interface PolledJob {
  clientId: string;
  jobId: string;
}

/** Where CodePipeline wants an artifact read from or written to. Match artifacts by name: their order is not fixed. */
export interface ArtifactLocation {
  name: string;
  bucketName: string;
  objectKey: string;
}

/** The job's own credentials. They reach its artifacts and nothing else, and end about 15 minutes after they were issued. */
export interface ArtifactCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** The names a customer knows the action by. CodePipeline gives partners no pipeline ARN, execution id or account id. */
export interface PipelineContext {
  pipelineName?: string | undefined;
  stageName?: string | undefined;
  actionName?: string | undefined;
  actionExecutionId?: string | undefined;
}

/** The answer to GetThirdPartyJobDetails, with its optional lists filled in. */
export interface JobDetails {
  jobId: string;
  nonce: string;
  actionTypeId: ActionTypeId;
  configuration: Record<string, string>;
  pipeline: PipelineContext;
  inputArtifacts: ArtifactLocation[];
  outputArtifacts: ArtifactLocation[];
  credentials?: ArtifactCredentials | undefined;
  /** KMS key for output artifacts; absent means the AWS managed key. */
  encryptionKeyId?: string | undefined;
  continuationToken?: string | undefined;
}

/** What the author of an action is given: one job, and everything that may be done with it. */
export interface Job<Configuration> {
  readonly id: string;
  readonly clientId: string;
  readonly pipeline: PipelineContext;
  /**
   * Which run of the action over this job this is: 1, and up to 3 when the worker of an earlier one was killed in it, or
   * after it and before its outcome was kept. What an earlier run did outside, it may have done in part or in whole.
   */
  readonly attempt: number;
  /**
   * The job's ID, to hand to a service that does the same request only once: the same in every attempt, another one in
   * every round and whenever the customer runs the action again.
   */
  readonly idempotencyKey: string;
  /**
   * The execution of the action in its pipeline, where CodePipeline tells it. That it is the same in every round is assumed:
   * no AWS document says so.
   */
  readonly actionExecutionId: string | undefined;
  /** The parsed action configuration; secret properties are `Secret`s. */
  readonly configuration: Configuration;
  /** The names of the input artifacts. */
  readonly inputs: readonly string[];
  /** The names of the output artifacts. */
  readonly outputs: readonly string[];
  /** What an earlier round handed to `continues`; undefined in the first round. */
  readonly continuationToken: string | undefined;
  /**
   * A folder for files, empty when `run` begins and removed after it with all that is in it; no other job sees it. The
   * worker's temporary disk space holds 512 MiB unless the deployment gives it more (`workerStorage`).
   */
  readonly folder: string;
  /** Fires when the Lambda's time is nearly up or another worker has taken the job over. Pass it to everything that waits. */
  readonly signal: AbortSignal;
  readonly log: JobLog;
  /** Where the worker runs; `publicFetch` goes by it. */
  readonly surroundings: Surroundings;
  /** Opens an input artifact by name, or the only one. @throws JobFailure ConfigurationError when there is no such artifact. */
  input(name?: string): InputArtifact;
  /** Starts an output artifact by name, or the only one. @throws JobFailure ConfigurationError when there is no such artifact. */
  output(name?: string): OutputArtifact;
  /** Logs how far the work has come; the last value goes into a `continues` that has none of its own. */
  progress(percentComplete: number, summary?: string): void;
  /** Keeps a value (up to 64 KiB over all keys) that a later attempt at this job finds in `remembered`, even if this one is killed. */
  remember(key: string, value: string): Promise<void>;
  remembered(key: string): string | undefined;
}

/**
 * A log whose lines carry the job's id and never a secret of four characters or more. What is printed to the console, standard
 * output or standard error becomes such lines. What is written to a file descriptor without Node's streams does not and is not
 * redacted: `fs.writeSync(1)`, or a child process with `stdio: 'inherit'`, to which pipes should be given instead.
 */
export interface JobLog {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}
