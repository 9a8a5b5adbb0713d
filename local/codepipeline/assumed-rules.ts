import type { StoreRules } from '../s3/rules.ts';
import { type AssumedRule, REFERENCE_WORKER, type Settings, USER_GUIDE } from './rules.ts';

const JENKINS_PLUGIN = 'awslabs/aws-codepipeline-plugin-for-jenkins';
const UNKNOWN = 'no public source';
const SECONDS = 'seconds';
const HALF_A_DAY = { least: 1, most: 43_200 };

/** The rules of CodePipeline that nobody documents, each of which can be set. */
export const assumedRules: { readonly [Name in keyof Omit<Settings, keyof StoreRules>]: AssumedRule<Settings[Name]> } =
  {
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
      source: `${UNKNOWN}. This long after a dispatch an acknowledge is InvalidNonceException, though the details still tell that nonce; 0: never`,
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
      source: `${USER_GUIDE}, "Quotas": one hour for actions that are neither custom nor named; jobTimeout of an action type may be 60 to 43200, its default is not documented. For partner jobs`,
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
      source: `${UNKNOWN}. Refused: InvalidJobException, for a custom action JobNotFoundException`,
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
    customActionTimeoutSeconds: {
      default: 86_400,
      unit: SECONDS,
      allowed: { least: 1, most: 86_400 },
      source: `${USER_GUIDE}, "Quotas": 24 hours for custom actions; that they are counted from the first job of the action, over all its rounds, is not documented`,
    },
    deleteUnknownActionType: {
      default: 'accepted',
      allowed: ['accepted', 'refused'],
      source: `${UNKNOWN}. Refused: ValidationException`,
    },
    actionTypesArePublic: {
      default: true,
      allowed: 'true or false',
      source: `${USER_GUIDE}, "Working with action types": each type is registered as a private and as a public one, and the rules on updates are those of the public one; which of the two a request means is not documented`,
    },
    actionTypesPerPage: {
      default: 50,
      unit: 'action types',
      allowed: { least: 1, most: 1000 },
      source: UNKNOWN,
    },
  };
