import {
  AcknowledgeJobCommand,
  CodePipelineClient,
  type CodePipelineClientConfig,
  GetJobDetailsCommand,
  type Job,
  PollForJobsCommand,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { JobDetails, PolledJob } from '../../action/job.ts';
import type { AcknowledgeAnswer, FailureResult, Offers, PutAnswer, SuccessResult } from '../../job/job-source.ts';
import { type Limited, timeLimits } from '../time-limits.ts';
import { acknowledgeAnswer, batchedPoll, detailsAnswer, putAnswer, type Told } from './answers.ts';
import { readJobDetails } from './job-details.ts';

/** The job calls of custom actions. Every method throws when the service could not be asked at all. */
export interface CustomJobs extends Offers {
  details(jobId: string): Promise<JobDetails | 'not-found'>;
  acknowledge(jobId: string, nonce: string): Promise<Told<AcknowledgeAnswer>>;
  putSuccess(jobId: string, result: SuccessResult): Promise<Told<PutAnswer>>;
  putFailure(jobId: string, failure: FailureResult): Promise<Told<PutAnswer>>;
}

/** The job calls of custom actions over the SDK. Its clients never get a logger: a poll brings secrets and credentials. */
export function customJobs({ limits = timeLimits, ...config }: Limited<CodePipelineClientConfig> = {}): CustomJobs {
  const client = new CodePipelineClient({ ...limits.calls, ...config });
  // The SDK's own retry would turn "acknowledged, answer lost" into InvalidNonceException.
  const sentOnce = new CodePipelineClient({ ...limits.sentOnce, ...config, maxAttempts: 1 });
  const poll = batchedPoll();

  return {
    poll: ({ queryParam, ...actionTypeId }, mostJobs) =>
      poll(mostJobs, async (maxBatchSize) => {
        const input = { actionTypeId, maxBatchSize, ...(queryParam && { queryParam }) };
        const { jobs = [] } = await client.send(new PollForJobsCommand(input));
        return jobs.flatMap(readOffer);
      }),
    details: (jobId) => detailsAnswer(client.send(new GetJobDetailsCommand({ jobId })).then(readJobDetails)),
    acknowledge: (jobId, nonce) => acknowledgeAnswer(sentOnce.send(new AcknowledgeJobCommand({ jobId, nonce }))),
    putSuccess: (jobId, result) => putAnswer(client.send(new PutJobSuccessResultCommand({ jobId, ...result }))),
    putFailure: (jobId, failureDetails) =>
      putAnswer(client.send(new PutJobFailureResultCommand({ jobId, failureDetails }))),
  };
}

/** Keeps only what is needed to take the job: the worker that runs it asks for its secrets and credentials itself. */
function readOffer({ id, nonce, accountId, data }: Job): PolledJob[] {
  if (!id || !nonce) return [];
  return [{ jobId: id, nonce, clientId: accountId, group: data?.pipelineContext?.pipelineArn ?? accountId }];
}
