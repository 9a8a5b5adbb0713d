import { modelSource } from '../../model/codepipeline/shapes.ts';

/** The value of every assumed rule. Below it stands what each is based on. */
export interface Settings {
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
}

/** How well a rule is known: AWS says it, the service model says it, or nobody does and it is a guess. */
export type Mark = 'documented' | 'model' | 'assumed';

/** Values that a setting may take. */
export type Allowed = { least: number; most: number } | readonly string[] | 'true or false';

/** A rule that nobody documents: its value when nothing is set, what may be set, and what the guess is based on. */
export interface AssumedRule<Value> {
  readonly default: Value;
  readonly unit?: 'seconds' | 'milliseconds' | 'jobs';
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

const USER_GUIDE = 'AWS CodePipeline User Guide';
const REFERENCE_WORKER = 'awslabs/aws-codepipeline-custom-job-worker';
const JENKINS_PLUGIN = 'awslabs/aws-codepipeline-plugin-for-jenkins';
const UNKNOWN = 'no public source';
const SECONDS = 'seconds';
const HALF_A_DAY = { least: 1, most: 43_200 };

export const assumedRules: { readonly [Name in keyof Settings]: AssumedRule<Settings[Name]> } = {
  redeliverySeconds: {
    default: 30,
    unit: SECONDS,
    allowed: HALF_A_DAY,
    source: `${JENKINS_PLUGIN}, a commit message on custom actions: an unacknowledged job is offered again after about 30 seconds`,
  },
  nonceChangesAtDispatch: {
    default: true,
    allowed: 'true or false',
    source: `${UNKNOWN}; follows from InvalidNonceException meaning that another worker has the job`,
  },
  nonceLapsesAfterMilliseconds: {
    default: 0,
    unit: 'milliseconds',
    allowed: { least: 0, most: 43_200_000 },
    source: `${UNKNOWN}. So long after a dispatch an acknowledge is InvalidNonceException, though the details still tell that nonce; 0: never`,
  },
  acknowledgeTwiceWithSameNonce: {
    default: 'refused',
    allowed: ['refused', 'accepted'],
    source: `${JENKINS_PLUGIN} reads InvalidNonceException as "already acknowledged"`,
  },
  acknowledgeFinishedJob: {
    default: 'refused',
    allowed: ['refused', 'answered'],
    source: `${UNKNOWN}; the status in the answer may be any, and ${REFERENCE_WORKER} expects both forms. Answered: status 200 with the job's own status`,
  },
  jobTimeoutSeconds: {
    default: 3600,
    unit: SECONDS,
    allowed: HALF_A_DAY,
    source: `${USER_GUIDE}, "Quotas": one hour for actions that are neither custom nor named; jobTimeout of an action type may be 60 to 43200, its default is not documented`,
  },
  timeoutClockStartsAt: { default: 'queued', allowed: ['queued', 'acknowledged'], source: UNKNOWN },
  credentialLifetimeSeconds: {
    default: 900,
    unit: SECONDS,
    allowed: HALF_A_DAY,
    source: `${JENKINS_PLUGIN}: credentials of custom actions last 15 minutes and are fetched again after 14`,
  },
  detailsAfterAcknowledge: {
    default: 'allowed',
    allowed: ['allowed', 'refused'],
    source: `API Reference, GetJobDetails: the way to renew credentials; for partner jobs not documented. Refused: InvalidJobException`,
  },
  detailsOfFinishedJob: {
    default: 'refused',
    allowed: ['refused', 'allowed'],
    source: `${UNKNOWN}. Refused: InvalidJobException`,
  },
  continuationDelaySeconds: {
    default: 30,
    unit: SECONDS,
    allowed: { least: 0, most: 43_200 },
    source: `${USER_GUIDE}, "Action structure reference": 30 seconds for actions of the Lambda model`,
  },
  continuationKeepsOutputKeys: { default: true, allowed: 'true or false', source: UNKNOWN },
  outputArtifactOrder: {
    default: 'declared',
    allowed: ['declared', 'reversed'],
    source: `${JENKINS_PLUGIN}, a commit message: the order of output artifacts cannot be relied on`,
  },
  retentionSeconds: {
    default: 86_400,
    unit: SECONDS,
    allowed: { least: 1, most: 604_800 },
    source: 'AWS SDK for .NET reference, AcknowledgeJob: finished jobs are dropped after a short time',
  },
  batchSizeCap: {
    default: 10,
    unit: 'jobs',
    allowed: { least: 1, most: 1000 },
    source: `${UNKNOWN}; AWS's own workers ask for 10. Also the size of a batch when maxBatchSize is absent`,
  },
  putBeforeAcknowledge: {
    default: 'refused',
    allowed: ['refused', 'accepted'],
    source: `${UNKNOWN}. Refused: InvalidJobStateException`,
  },
  errorPrecedence: {
    default: 'tokenFirst',
    allowed: ['tokenFirst', 'stateFirst'],
    source: `${UNKNOWN}: which error wins when the client token is wrong and so is the nonce or the job's status. A job that is not known is always JobNotFoundException`,
  },
};

export const knownRules: readonly KnownRule[] = [
  {
    name: 'inputConstraints',
    value: 'required members, types, lengths, patterns, enumerations and ranges of the service model',
    mark: 'model',
    source: modelSource,
  },
  {
    name: 'putOnFinishedJob',
    value: 'InvalidJobStateException',
    mark: 'model',
    source: `${modelSource}: the only error on state that the two Put operations have`,
  },
  {
    name: 'pollUnknownActionType',
    value: 'ActionTypeNotFoundException',
    mark: 'model',
    source: `${modelSource}: PollForThirdPartyJobs`,
  },
  {
    name: 'pipelineArnAndExecutionId',
    value: 'not filled in for partner jobs',
    mark: 'model',
    source: `${modelSource}: PipelineContext`,
  },
  {
    name: 'unacknowledgedJob',
    value: 'handed out again by a later poll',
    mark: 'documented',
    source: `${REFERENCE_WORKER}, comments on the job services`,
  },
  {
    name: 'acknowledgedJob',
    value: 'never handed out again; CodePipeline waits for its result',
    mark: 'documented',
    source: `${USER_GUIDE}, "Create and add a custom action"`,
  },
  {
    name: 'wrongNonce',
    value: 'InvalidNonceException: another worker has claimed the job',
    mark: 'documented',
    source: `${USER_GUIDE}, "Create and add a custom action"`,
  },
  {
    name: 'continuationToken',
    value: 'completes this job and makes a new one that carries the token',
    mark: 'documented',
    source: `${USER_GUIDE}, "Create and add a custom action"`,
  },
  {
    name: 'artifactKeys',
    value: 'pipeline name cut to 20 characters, artifact name cut to 10, random characters',
    mark: 'documented',
    source: `${USER_GUIDE}, "Input and output artifacts": names are cut; lengths as seen in public examples`,
  },
];
