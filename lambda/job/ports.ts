import type { InputArtifact, OutputArtifact } from '../../model/artifact.ts';
import type { Clock } from '../../model/clock.ts';
import type { pipelineNames } from '../../model/job-index.ts';
import type { MetricName } from '../../model/metrics.ts';
import type { ArtifactCredentials, ArtifactLocation, JobLog, PipelineContext, PolledJob } from '../action/job.ts';
import type { ExecutionDetails, Variables } from '../action/outcome.ts';
import type { CurrentRevision } from '../action/revision.ts';
import type { BoundFields } from './bound-fields.ts';
import type { FailureResult } from './job-source.ts';

/** Where in a pipeline a job is from, as far as CodePipeline has told it. */
export type PipelineNames = Pick<PipelineContext, (typeof pipelineNames)[number]>;

/** In the order that a job goes through them. */
export const PHASES = [
  'queued',
  'claiming',
  'waiting',
  'running',
  'decided',
  'reported',
  'lost',
  'unreportable',
] as const;

/** What is known of one job. `ledger.ts` says what each phase means and who may change it. */
export interface LedgerEntry extends PipelineNames {
  jobId: string;
  /** The customer; for a custom action, the pipeline's account. */
  clientId: string;
  phase: (typeof PHASES)[number];
  /** A new id at every write; a write names the one it replaces. */
  revision: string;
  /** The number of times that the lease was taken. */
  attempt: number;
  /** Only for a custom action: how many attempts did not reach its action, and did not learn that the job is not ours. */
  inVain?: number | undefined;
  /** The number of times that the action was run; each run is counted before it begins. */
  runs: number;
  /** How often in a row the job was lost; absent once it was claimed. */
  losses?: number | undefined;
  /** For a job that may be acknowledged: a hash of the nonce of the acknowledge, and since when the job was not on offer. */
  asked?: { nonce: string; at: number; isDoubted?: boolean } | undefined;
  /** Whose lease it is or was. */
  owner?: { messageId: string; invocationId: string } | undefined;
  /** Epoch milliseconds; 0 once the lease was given back. */
  leaseUntil: number;
  /** For a waiting job: the moment before which its round must not start, in epoch milliseconds. */
  notBefore?: number | undefined;
  /** Epoch milliseconds of the last write. */
  changedAt: number;
  /** Epoch milliseconds of the first write; absent in an entry of rounds, and in one that an earlier release wrote last. */
  createdAt?: number | undefined;
  /** Only for a custom action: the hash of the last nonce that was queued. */
  nonceHash?: string | undefined;
  remembered: Record<string, string>;
  outcome?: DecidedOutcome | undefined;
  /** For an unreportable job: the phase in which it stopped, and from which it goes on once its client is corrected. */
  stoppedIn?: LedgerEntry['phase'] | undefined;
  /**
   * Only in an entry of rounds, which stands for no job: the number of the round that ended, when the first round ended, and
   * the moment before which the next one must not start.
   */
  rounds?: { number: number; startedAt: number; notBefore?: number } | undefined;
  /** Encrypted continuation state that is too long for a continuation token. */
  spilled?: string | undefined;
  /** Epoch seconds, for DynamoDB's time to live. */
  expiresAt: number;
}

/** An outcome as it is kept and put: cut to the API's limits, free of secrets, its continuation token encrypted. */
export type DecidedOutcome =
  | {
      kind: 'succeeded';
      executionDetails: ExecutionDetails;
      sealedToken?: string | undefined;
      currentRevision?: DecidedRevision | undefined;
      variables?: Variables | undefined;
    }
  | { kind: 'failed'; failure: FailureResult };

/** A revision as JSON in the ledger. */
export interface DecidedRevision extends Omit<CurrentRevision, 'created'> {
  created?: string | undefined;
}

export interface Ledger {
  /** A consistent read. */
  read(jobId: string): Promise<LedgerEntry | undefined>;
  /** Writes only if the stored entry has this revision, or none is stored when it is undefined; tells whether it did. */
  write(entry: LedgerEntry, replacing: string | undefined): Promise<boolean>;
}

export type LedgerReader = Pick<Ledger, 'read'>;

/** A ledger for the poller, which looks at many jobs at a time. */
export interface PolledLedger extends Ledger {
  /** Consistent reads of up to 100 jobs in one call, with a result for each job in their order. @throws as `read` */
  readAll(jobIds: readonly string[]): Promise<PromiseSettledResult<LedgerEntry | undefined>[]>;
}

export interface Queue {
  send(job: PolledJob): Promise<void>;
  /** Hides the message for this number of seconds from now (0 to 43,200). */
  hide(receiptHandle: string, seconds: number): Promise<void>;
}

/** A queue for the poller, which sends many jobs at a time. */
export interface PolledQueue extends Queue {
  /** Sends up to 10 messages in one call, with a result for each job in their order. @throws as `send` */
  sendAll(jobs: readonly PolledJob[]): Promise<PromiseSettledResult<void>[]>;
}

/** Is told how much of each artifact has moved. */
export interface TransferCount {
  /** Counts bytes that S3 has sent or taken; now and then a line in the log tells the sums. */
  add(artifact: string, direction: 'read' | 'written', bytes: number): void;
}

/** A queue message that names a job, as this invocation received it. */
export interface JobMessage extends PolledJob {
  messageId: string;
  receiptHandle: string;
}

export interface LeasePorts {
  ledger: Ledger;
  queue: Queue;
  clock: Clock;
  /** Only rehearsals set it; `LEASE_SECONDS` when left out. */
  leaseSeconds?: number | undefined;
  /** Only rehearsals set it; `MAX_IN_VAIN` of `runs.ts` when left out. */
  maxInVain?: number | undefined;
}

/** How the artifacts of one job are reached. */
export interface ArtifactAccess {
  /** Current credentials. The store no longer takes `refused`, so newer ones than these are fetched. */
  credentials(refused?: ArtifactCredentials): Promise<ArtifactCredentials>;
  encryptionKeyId: string | undefined;
  signal: AbortSignal;
  /** Is told what has moved, as it moves. */
  transfers: TransferCount;
}

/** Opens and starts artifacts. Their methods throw a JobFailure, or an error with CUSTOMER_SENTENCE for a bad archive. */
export interface Artifacts {
  input(location: ArtifactLocation, access: ArtifactAccess): InputArtifact;
  output(location: ArtifactLocation, access: ArtifactAccess): OutputArtifact;
}

export interface Log extends JobLog {
  /** Logs one occurrence in a form that CloudWatch counts. */
  count(metric: MetricName, fields?: Record<string, unknown>): void;
  /** A log whose every line carries these fields too; a function is asked for them at every line. */
  with(fields: BoundFields): Log;
}
