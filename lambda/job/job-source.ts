import type { PolledActionType } from '../../model/integration.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';
import type { FailureType } from '../action/failure.ts';
import type { JobDetails, PolledJob } from '../action/job.ts';
import type { ExecutionDetails, Variables } from '../action/outcome.ts';
import type { CurrentRevision } from '../action/revision.ts';

/** Where a poller learns which jobs are on offer. */
export interface Offers {
  /** @throws Error when the source could not be asked. */
  poll(actionType: PolledActionType, maxBatchSize: number): Promise<PolledJob[] | 'throttled'>;
}

/**
 * Where jobs come from and where their results go. What the calls of a job need to be allowed, such as a client token, stays
 * behind this port, and so does what to do when it is refused. Answers that the protocol tells apart are returned as values;
 * every method throws when the source could not be asked at all.
 */
export interface JobSource {
  /** Tells the redactor each secret of the job, as it becomes known. */
  open(job: PolledJob, redactor: Redactor): Promise<SourceJob | Unreportable>;
}

/** One job as its source knows it. */
export interface SourceJob {
  /** Whether a success can carry output variables. */
  readonly takesVariables: boolean;
  /** How far ahead the start of the next round can be put off, in milliseconds. */
  readonly maxWait: number;
  /**
   * A key for one use, which nobody can make who may not make this job's calls. It changes when the source's secret changes:
   * what is sealed with one key is opened with the same key, or with one asked for in another invocation.
   */
  sealingKey(use: string): Buffer;
  /** A new request each time, with new artifact credentials. */
  details(): Promise<JobDetails | 'not-found' | Unreportable>;
  acknowledge(nonce: string): Promise<AcknowledgeAnswer>;
  succeed(result: SuccessResult): Promise<PutAnswer>;
  fail(failure: FailureResult): Promise<PutAnswer>;
}

/** Nobody can report the job: we have no proof that it is ours, such as a client token, or the source does not accept it. */
export interface Unreportable {
  readonly unreportable: 'unknown' | 'disabled' | 'refused' | 'token-refused';
}

export const isUnreportable = (answer: object | string): answer is Unreportable =>
  typeof answer === 'object' && 'unreportable' in answer;

/**
 * The call is sent once and never retried: only the caller knows what a refusal means after an answer was lost.
 * `refused` is InvalidNonceException or any status but InProgress. `no-answer` may have taken effect; `rejected`, for
 * throttling and the like, has not.
 */
export type AcknowledgeAnswer = 'in-progress' | 'refused' | 'no-answer' | 'rejected' | Unreportable;

/**
 * `closed`: the job has a result, has timed out or is gone, so no other result is taken. `invalid`: the result breaks a rule
 * of the service, and would break it at every other try.
 */
export type PutAnswer = 'accepted' | 'closed' | 'invalid' | Unreportable;

export interface SuccessResult {
  continuationToken?: string | undefined;
  executionDetails: ExecutionDetails;
  currentRevision?: CurrentRevision | undefined;
  /** Only without a continuation token, and only where the source takes them. */
  outputVariables?: Variables | undefined;
}

export interface FailureResult {
  type: FailureType;
  message: string;
  externalExecutionId?: string | undefined;
}
