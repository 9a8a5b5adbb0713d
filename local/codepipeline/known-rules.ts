import { modelSource } from '../../model/codepipeline/shapes.ts';
import { CUSTOM_ACTION_PAGE, type KnownRule, REFERENCE_WORKER, USER_GUIDE } from './rules.ts';

const API_REFERENCE = 'AWS CodePipeline API Reference';

/** The rules that AWS documents or that follow from the service model; none can be set. */
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
    source: CUSTOM_ACTION_PAGE,
  },
  {
    name: 'wrongNonce',
    value: 'InvalidNonceException: another worker has claimed the job',
    mark: 'documented',
    source: CUSTOM_ACTION_PAGE,
  },
  {
    name: 'continuationToken',
    value: 'completes this job and makes a new one that carries the token',
    mark: 'documented',
    source: CUSTOM_ACTION_PAGE,
  },
  {
    name: 'artifactKeys',
    value: 'pipeline name cut to 20 characters, artifact name cut to 10, random characters',
    mark: 'documented',
    source: `${USER_GUIDE}, "Input and output artifacts": names are cut; lengths as seen in public examples`,
  },
  {
    name: 'pollForJobsOwner',
    value: 'ValidationException for an owner other than Custom',
    mark: 'documented',
    source: 'boto/boto3, issue 1100: an answer of the service',
  },
  {
    name: 'jobOfTheOtherCalls',
    value:
      "JobNotFoundException: the calls for partners do not see a custom action's job, nor do the others a partner's",
    mark: 'model',
    source: `${modelSource}: the only error on the job that GetJobDetails has`,
  },
  {
    name: 'nonceOfCustomJob',
    value: 'in the answer of PollForJobs and not in that of GetJobDetails',
    mark: 'model',
    source: `${modelSource}: Job, JobDetails`,
  },
  {
    name: 'detailsOfCustomJob',
    value: 'may be asked for again after the acknowledge, for fresh credentials',
    mark: 'documented',
    source: `${API_REFERENCE}, GetJobDetails`,
  },
  {
    name: 'queryParam',
    value: 'given if and only if the action type has a queryable property, and then that one; else ValidationException',
    mark: 'documented',
    source: `${API_REFERENCE}, PollForJobs`,
  },
  {
    name: 'outputVariables',
    value: 'only without a continuation token, else ValidationException',
    mark: 'documented',
    source: `${API_REFERENCE}, PutJobSuccessResult`,
  },
  {
    name: 'outputVariablesSize',
    value: 'at most 122880 bytes, else OutputVariablesSizeExceededException',
    mark: 'documented',
    source: `${USER_GUIDE}, "Quotas"`,
  },
  {
    name: 'jobTimeoutOfActionType',
    value: 'jobTimeout of the executor, when the action type says one, in place of the setting jobTimeoutSeconds',
    mark: 'documented',
    source: `${API_REFERENCE}, ActionTypeExecutor: the timeout of a single job`,
  },
  {
    name: 'customActionTypeExists',
    value: 'ValidationException',
    mark: 'model',
    source: `${modelSource}: the only error on the action type that CreateCustomActionType has`,
  },
  {
    name: 'deletedActionType',
    value: 'ActionTypeNotFoundException from PollForJobs; only the same definition can be created again',
    mark: 'documented',
    source: `${API_REFERENCE}, DeleteCustomActionType`,
  },
  {
    name: 'queryableProperty',
    value: 'at most one, which is required and not secret',
    mark: 'documented',
    source: `${API_REFERENCE}, ActionConfigurationProperty`,
  },
  {
    name: 'linkTemplates',
    value: '{Config:NAME} only of a property that is required and not secret',
    mark: 'documented',
    source: CUSTOM_ACTION_PAGE,
  },
  {
    name: 'customActionTypeLimit',
    value: '50, else LimitExceededException',
    mark: 'documented',
    source: `${USER_GUIDE}, "Quotas"`,
  },
  {
    name: 'tags',
    value:
      'at most 50, else TooManyTagsException; every key once and none with the prefix aws:, else InvalidTagsException',
    mark: 'documented',
    source: 'AWS General Reference, "Tagging AWS resources"',
  },
  {
    name: 'executorConfiguration',
    value: 'the one that fits the type of the executor, and no other; else ValidationException',
    mark: 'documented',
    source: `${USER_GUIDE}, "Working with action types"`,
  },
  {
    name: 'updateOfPublicType',
    value: 'an optional property cannot become required, and a new one must be optional; else ValidationException',
    mark: 'documented',
    source: `${USER_GUIDE}, "Working with action types"`,
  },
];
