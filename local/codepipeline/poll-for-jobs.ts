import type { ActionTypeId } from '../../model/action-type.ts';
import { LOCAL_ACCOUNT } from '../../model/local/services.ts';
import type { CredentialIssuer } from '../http/credentials.ts';
import type { RegisteredActionType } from './action-types/action-type.ts';
import { ApiError } from './api-error.ts';
import { dispatchJobs } from './jobs/dispatch-jobs.ts';
import { createJobData } from './jobs/job-data.ts';
import type { JobStore } from './jobs/job-store.ts';
import type { WantedJobs } from './jobs/job-table.ts';
import type { JobWork } from './jobs/job-work.ts';
import { checkInput } from './validate.ts';

interface Input {
  actionTypeId: ActionTypeId;
  maxBatchSize?: number;
  queryParam?: Record<string, string>;
}

/** Answers jobs of a custom action with all that a worker needs, each with its nonce, secrets and credentials. */
export function pollForJobs(store: JobStore, issuer: CredentialIssuer, body: unknown): object {
  const { actionTypeId, maxBatchSize: most, queryParam = {} } = checkInput<Input>('PollForJobs', body);
  return store.work((work) => {
    const having = wantedValue(findActionType(work, actionTypeId), queryParam);
    const jobs = dispatchJobs(work, { actionTypeId, most, having }).map((job) => ({
      id: job.jobId,
      data: createJobData(job, issuer, work.settings),
      nonce: job.nonce,
      accountId: LOCAL_ACCOUNT,
    }));
    return { jobs };
  });
}

function findActionType({ actionTypes }: JobWork, id: ActionTypeId): RegisteredActionType {
  const { category, owner, provider, version } = id;
  if (owner !== 'Custom')
    throw new ApiError('ValidationException', `RegisteredActionType with owner '${owner}' is not supported`);
  const found = actionTypes.find(id);
  if (found === undefined) {
    const name = `Category: '${category}', Owner: '${owner}', Provider: '${provider}', Version: '${version}'`;
    throw new ApiError('ActionTypeNotFoundException', `RegisteredActionType (${name}) is not available`);
  }
  return found;
}

function wantedValue({ custom }: RegisteredActionType, queryParam: Record<string, string>): WantedJobs['having'] {
  const property = custom?.configurationProperties?.find(({ queryable }) => queryable)?.name;
  const [given, ...others] = Object.entries(queryParam);
  if (given?.[0] !== property || others.length > 0) {
    const wanted = property === undefined ? 'absent or empty' : `one pair, of the property ${property}`;
    throw new ApiError(
      'ValidationException',
      `queryParam must be ${wanted}: this is what the action type can be asked.`,
    );
  }
  return given && { name: given[0], value: given[1] };
}
