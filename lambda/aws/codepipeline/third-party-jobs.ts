import {
  AcknowledgeThirdPartyJobCommand,
  CodePipelineClient,
  type CodePipelineClientConfig,
  GetThirdPartyJobDetailsCommand,
  PollForThirdPartyJobsCommand,
  PutThirdPartyJobFailureResultCommand,
  PutThirdPartyJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { JobDetails } from '../../action/job.ts';
import type {
  AcknowledgeAnswer,
  FailureResult,
  Offers,
  PutAnswer,
  SuccessResult,
  Unreportable,
} from '../../job/job-source.ts';
import { isThrottling, wasRejected } from '../errors.ts';
import { onFreshConnection, timeLimits } from '../time-limits.ts';
import { readJobDetails } from './job-details.ts';

/** An answer of a call that carries a client token. */
type Told<Answer> = Exclude<Answer, Unreportable> | 'token-refused';

/** The third-party job calls of CodePipeline. Every method throws when the service could not be asked at all. */
export interface ThirdPartyJobs extends Offers {
  details(jobId: string, clientToken: string): Promise<JobDetails | 'not-found' | 'token-refused'>;
  acknowledge(jobId: string, nonce: string, clientToken: string): Promise<Told<AcknowledgeAnswer>>;
  putSuccess(jobId: string, clientToken: string, result: SuccessResult): Promise<Told<PutAnswer>>;
  putFailure(jobId: string, clientToken: string, failure: FailureResult): Promise<Told<PutAnswer>>;
}

/** AWS's own workers ask for so many, so that no limit on batches can be below. */
const SURE_BATCH_SIZE = 10;
const NOT_FOUND = ['JobNotFoundException', 'InvalidJobException'];
const CLOSED = ['JobNotFoundException', 'InvalidJobStateException'];

/** The job calls of partners over the SDK. No logger is ever given to its clients: it would print tokens, nonces and configuration. */
export function thirdPartyJobs(config: CodePipelineClientConfig = {}): ThirdPartyJobs {
  const client = new CodePipelineClient({ ...timeLimits, ...config });
  // The SDK's own retry would turn "acknowledged, answer lost" into InvalidNonceException.
  const sentOnce = new CodePipelineClient({ ...onFreshConnection, ...config, maxAttempts: 1 });

  let mostAtOnce = Number.POSITIVE_INFINITY;

  const poll: ThirdPartyJobs['poll'] = async (actionTypeId, mostJobs) => {
    const maxBatchSize = Math.min(mostJobs, mostAtOnce);
    try {
      const { jobs = [] } = await client.send(new PollForThirdPartyJobsCommand({ actionTypeId, maxBatchSize }));
      return jobs.flatMap(({ clientId, jobId }) => (clientId && jobId ? [{ clientId, jobId }] : []));
    } catch (error) {
      if (isThrottling(error)) return 'throttled';
      if (!isNamed(error, ['ValidationException']) || maxBatchSize <= SURE_BATCH_SIZE) throw error;
      // The model knows no maximum; should the service have one, this is how it would say so.
      mostAtOnce = SURE_BATCH_SIZE;
      return poll(actionTypeId, mostJobs);
    }
  };

  return {
    poll,

    async details(jobId, clientToken) {
      try {
        return readJobDetails(await client.send(new GetThirdPartyJobDetailsCommand({ jobId, clientToken })));
      } catch (error) {
        if (isNamed(error, NOT_FOUND)) return 'not-found';
        if (isTokenRefused(error)) return 'token-refused';
        throw error;
      }
    },

    async acknowledge(jobId, nonce, clientToken) {
      try {
        const { status } = await sentOnce.send(new AcknowledgeThirdPartyJobCommand({ jobId, nonce, clientToken }));
        return status === 'InProgress' ? 'in-progress' : 'refused';
      } catch (error) {
        if (isNamed(error, ['InvalidNonceException', 'JobNotFoundException'])) return 'refused';
        if (isTokenRefused(error)) return 'token-refused';
        return wasRejected(error) ? 'rejected' : 'no-answer';
      }
    },

    putSuccess: (jobId, clientToken, result) =>
      answered(client.send(new PutThirdPartyJobSuccessResultCommand({ jobId, clientToken, ...result }))),

    putFailure: (jobId, clientToken, failureDetails) =>
      answered(client.send(new PutThirdPartyJobFailureResultCommand({ jobId, clientToken, failureDetails }))),
  };
}

async function answered(put: Promise<unknown>): Promise<Told<PutAnswer>> {
  try {
    await put;
    return 'accepted';
  } catch (error) {
    if (isNamed(error, CLOSED)) return 'closed';
    if (isTokenRefused(error)) return 'token-refused';
    if (isNamed(error, ['ValidationException'])) return 'invalid';
    throw error;
  }
}

const isNamed = (error: unknown, names: readonly string[]) => error instanceof Error && names.includes(error.name);

const isTokenRefused = (error: unknown) => isNamed(error, ['InvalidClientTokenException']);
