import type { ActionTypeId } from '../../model/action-type.ts';
import type { ArtifactCount, Artifacts, NameOf, OpenInput, OpenOutput } from './artifacts.ts';
import type { Percent } from './outcome.ts';
import type { Surroundings } from './parser.ts';

/**
 * A job as a poll hands it out and as a queue message carries it: `{ clientId, jobId }` of a partner's job, of which nothing
 * is secret, or `{ jobId, nonce }` of a custom action's, whose nonce is useless without `codepipeline:AcknowledgeJob`.
 */
export interface PolledJob {
  jobId: string;
  /** The customer: the client ID of a partner's job; the pipeline's account of a custom action's, where it is known. */
  clientId?: string | undefined;
  /** Only for a custom action's job, whose details do not tell the nonce. */
  nonce?: string | undefined;
  /** The jobs of one group take turns with those of other groups; the customer when left out. */
  group?: string | undefined;
}

/** Where CodePipeline wants an artifact read from or written to. Match artifacts by name: their order is not fixed. */
export interface ArtifactLocation {
  name: string;
  bucketName: string;
  objectKey: string;
  /** What was put there, such as a commit ID, where CodePipeline tells it. */
  revision?: string | undefined;
}

/** The job's own credentials. They reach its artifacts and nothing else, and end about 15 minutes after they were issued. */
export interface ArtifactCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/**
 * Where the action is in the customer's pipelines. To a partner's job worker, CodePipeline gives only the names and
 * `actionExecutionId`.
 *
 * @example
 * const context: PipelineContext = { pipelineName: 'shop', stageName: 'Check', actionName: 'Smoke' };
 */
export interface PipelineContext {
  pipelineName?: string | undefined;
  stageName?: string | undefined;
  actionName?: string | undefined;
  actionExecutionId?: string | undefined;
  /** Only for a custom action. */
  pipelineArn?: string | undefined;
  /** Only for a custom action. */
  pipelineExecutionId?: string | undefined;
}

/** The answer to GetThirdPartyJobDetails or GetJobDetails, with its optional lists filled in. */
export interface JobDetails {
  jobId: string;
  /** Absent for a custom action, whose nonce only a poll tells. */
  nonce?: string | undefined;
  /** The account of the pipeline; only for a custom action. */
  accountId?: string | undefined;
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

/** What every job has, whatever its artifacts are. */
interface JobFacts<Configuration, State> {
  readonly id: string;
  readonly clientId: string;
  readonly pipeline: PipelineContext;
  /**
   * The number of this run of the action on this job: 1, and up to 3 when the worker of an earlier run was killed before the
   * outcome was kept. An earlier run may have done its work outside in part or in whole.
   */
  readonly attempt: number;
  /**
   * The job's ID, for a service that does the same request only once. It is the same in every attempt, and differs in every
   * round and whenever the customer runs the action again.
   */
  readonly idempotencyKey: string;
  /**
   * The execution of the action in its pipeline, if CodePipeline gives it. It is assumed to be the same in every round: no AWS
   * document says so.
   */
  readonly actionExecutionId: string | undefined;
  /** The ARN of the pipeline; only for custom actions. */
  readonly pipelineArn: string | undefined;
  /** The execution of the pipeline; only for custom actions. */
  readonly pipelineExecutionId: string | undefined;
  /** The parsed action configuration; secret properties are `Secret`s. */
  readonly configuration: Configuration;
  /** What an earlier round handed to `continues`, read by the action's `state`; undefined in the first round. */
  readonly state: State | undefined;
  /** The same as text; undefined in the first round. */
  readonly continuationToken: string | undefined;
  /**
   * A folder for files: empty when `run` begins, removed with its content after it, and seen by no other job. The
   * worker's temporary disk space holds 512 MiB unless the deployment gives it more (`workerStorage`).
   */
  readonly folder: string;
  /** Fires when the Lambda's time is nearly up or another worker has taken the job over. Pass it to everything that waits. */
  readonly signal: AbortSignal;
  readonly log: JobLog;
  /** Where the worker runs; `publicFetch` reads from it which addresses are allowed. */
  readonly surroundings: Surroundings;
  /**
   * Logs the progress, 0 to 100. A `continues` without values of its own takes the last ones. A number out of range is moved
   * into the range, with a warning in the log.
   */
  progress<const N extends number>(percentComplete: Percent<N>, summary?: string): void;
  /**
   * Keeps a value (up to 64 KiB over all keys) that a later attempt at this job finds in `remembered`, even if this one is killed.
   * @throws Error for a value that holds a secret of eight characters or more, or does not fit.
   */
  remember(key: string, value: string): Promise<void>;
  remembered(key: string): string | undefined;
}

/** How an action opens its artifacts, typed where they are known. */
interface JobArtifacts<I extends Artifacts, O extends Artifacts> {
  /** The names of the input artifacts. */
  readonly inputs: readonly NameOf<I>[];
  /** The names of the output artifacts. */
  readonly outputs: readonly NameOf<O>[];
  /**
   * Opens an input artifact by name, or the only one; undefined for an optional one that the pipeline does not give.
   * @throws JobFailure ConfigurationError when there is no such artifact.
   */
  input: OpenInput<I>;
  /**
   * Starts an output artifact by name, or the only one; undefined for one that the pipeline does not want. When `run`
   * succeeds, the worker finishes it.
   * @throws JobFailure ConfigurationError when there is no such artifact.
   */
  output: OpenOutput<O>;
}

/**
 * The job of one action: its types follow from the definition. `JobOf` gives it. The type has a name so that a module can
 * export an action.
 *
 * @example
 * const nameOf = (job: TypedJob<{ Name: string }, 0, 0, undefined>) => job.configuration.Name;
 */
export type TypedJob<Configuration, I extends Artifacts, O extends Artifacts, State> = JobFacts<Configuration, State> &
  JobArtifacts<I, O>;

/**
 * What the author of an action is given: one job, and everything that may be done with it. `Job` is any job with this
 * configuration, for functions that several actions call; `JobOf` is the job of one action and knows its artifacts and state.
 *
 * @example
 * const nameOf = (job: Job<unknown>) => `${job.pipeline.pipelineName}, attempt ${job.attempt}`;
 */
export interface Job<Configuration>
  extends JobFacts<Configuration, unknown>,
    JobArtifacts<ArtifactCount, ArtifactCount> {}

/**
 * A log whose lines carry the job's ID and never a secret of four characters or more. Output to the console, standard output
 * or standard error becomes such lines. Text that bypasses Node's streams does not, and is not redacted: `fs.writeSync(1)`, or a
 * child process with `stdio: 'inherit'`. Give a child process pipes instead.
 *
 * @example
 * const tell = (log: JobLog) => log.info('pages were read', { count: 3 });
 */
export interface JobLog {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}
