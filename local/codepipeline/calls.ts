import type { CredentialIssuer } from '../http/credentials.ts';
import { acknowledgeJob } from './acknowledge-job.ts';
import { acknowledgeThirdPartyJob } from './acknowledge-third-party-job.ts';
import type { AwsJsonOptions } from './aws-json.ts';
import { createCustomActionType } from './create-custom-action-type.ts';
import { deleteCustomActionType } from './delete-custom-action-type.ts';
import { getActionType } from './get-action-type.ts';
import { getJobDetails } from './get-job-details.ts';
import { getThirdPartyJobDetails } from './get-third-party-job-details.ts';
import type { JobStore } from './jobs/job-store.ts';
import type { ArtifactFinder } from './jobs/put-result.ts';
import { listActionTypes } from './list-action-types.ts';
import { pollForJobs } from './poll-for-jobs.ts';
import { pollForThirdPartyJobs } from './poll-for-third-party-jobs.ts';
import { putJobFailureResult } from './put-job-failure-result.ts';
import { putJobSuccessResult } from './put-job-success-result.ts';
import { putThirdPartyJobFailureResult } from './put-third-party-job-failure-result.ts';
import { putThirdPartyJobSuccessResult } from './put-third-party-job-success-result.ts';
import { updateActionType } from './update-action-type.ts';

/** Every operation that is answered, on one store. */
export function createCalls(
  store: JobStore,
  issuer: CredentialIssuer,
  artifacts: ArtifactFinder,
): AwsJsonOptions['calls'] {
  return {
    PollForThirdPartyJobs: (body) => pollForThirdPartyJobs(store, body),
    GetThirdPartyJobDetails: (body) => getThirdPartyJobDetails(store, issuer, body),
    AcknowledgeThirdPartyJob: (body) => acknowledgeThirdPartyJob(store, body),
    PutThirdPartyJobSuccessResult: (body) => putThirdPartyJobSuccessResult(store, artifacts, body),
    PutThirdPartyJobFailureResult: (body) => putThirdPartyJobFailureResult(store, artifacts, body),
    PollForJobs: (body) => pollForJobs(store, issuer, body),
    GetJobDetails: (body) => getJobDetails(store, issuer, body),
    AcknowledgeJob: (body) => acknowledgeJob(store, body),
    PutJobSuccessResult: (body) => putJobSuccessResult(store, artifacts, body),
    PutJobFailureResult: (body) => putJobFailureResult(store, artifacts, body),
    CreateCustomActionType: (body) => createCustomActionType(store, body),
    DeleteCustomActionType: async (body) => deleteCustomActionType(store, body),
    ListActionTypes: (body) => listActionTypes(store, body),
    GetActionType: (body) => getActionType(store, body),
    UpdateActionType: async (body) => updateActionType(store, body),
  };
}
