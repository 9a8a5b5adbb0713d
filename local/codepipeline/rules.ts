import type { StoreRules } from '../s3/rules.ts';

/** The value of every assumed rule, of the control plane and of the artifact store. */
export interface Settings extends StoreRules {
  /** After which an unacknowledged job may be handed out again. */
  redeliverySeconds: number;
  nonceChangesAtDispatch: boolean;
  /** From a dispatch until its nonce is no longer taken; 0 for never. */
  nonceLapsesAfterMilliseconds: number;
  acknowledgeTwiceWithSameNonce: 'refused' | 'accepted';
  acknowledgeFinishedJob: 'refused' | 'answered';
  jobTimeoutSeconds: number;
  timeoutClockStartsAt: 'queued' | 'acknowledged';
  credentialLifetimeSeconds: number;
  detailsAfterAcknowledge: 'allowed' | 'refused';
  detailsOfFinishedJob: 'allowed' | 'refused';
  /** From a result with a continuation token to its follow-up job. */
  continuationDelaySeconds: number;
  continuationKeepsOutputKeys: boolean;
  outputArtifactOrder: 'declared' | 'reversed';
  /** For which a finished job is known. */
  retentionSeconds: number;
  /** The most jobs that one poll hands out. */
  batchSizeCap: number;
  putBeforeAcknowledge: 'refused' | 'accepted';
  errorPrecedence: 'tokenFirst' | 'stateFirst';
  /** From the first job of a custom action until what is left of it times out. */
  customActionTimeoutSeconds: number;
  deleteUnknownActionType: 'accepted' | 'refused';
  /** Whether action types of partners are published, so that an update may not break a pipeline. */
  actionTypesArePublic: boolean;
  /** The most action types in one answer. */
  actionTypesPerPage: number;
}

/** How well a rule is known: AWS says it, the service model says it, or nobody does and it is a guess. */
export type Mark = 'documented' | 'model' | 'assumed';

/** Values that a setting may take. */
export type Allowed = { least: number; most: number } | readonly string[] | 'true or false';

/** A rule that nobody documents: its value when nothing is set, what may be set, and what the guess is based on. */
export interface AssumedRule<Value> {
  readonly default: Value;
  readonly unit?: 'seconds' | 'milliseconds' | 'jobs' | 'action types';
  readonly allowed: Allowed;
  readonly source: string;
}

/** A rule that is not a guess, and so cannot be set. */
export interface KnownRule {
  readonly name: string;
  readonly value: string;
  readonly mark: 'documented' | 'model';
  readonly source: string;
}

export const USER_GUIDE = 'AWS CodePipeline User Guide';
export const CUSTOM_ACTION_PAGE = `${USER_GUIDE}, "Create and add a custom action"`;
export const REFERENCE_WORKER = 'awslabs/aws-codepipeline-custom-job-worker';
