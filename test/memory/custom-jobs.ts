import type { JobDetails, PolledJob } from '../../lambda/action/job.ts';
import type { CustomJobs } from '../../lambda/aws/codepipeline/custom-jobs.ts';
import type { FailureResult, PutAnswer, SuccessResult, Unreportable } from '../../lambda/job/job-source.ts';
import type { MemoryCodePipeline } from './codepipeline-jobs.ts';

export const ACCOUNT = '111122223333';
export const PIPELINE_ARN = `arn:aws:codepipeline:us-east-1:${ACCOUNT}:shop`;

type Answer = Exclude<PutAnswer, Unreportable>;

/** The calls of custom actions at the same CodePipeline, all of whose jobs are the account's own. */
export function memoryCustomJobs(codePipeline: MemoryCodePipeline): CustomJobs {
  codePipeline.setToken(ACCOUNT, ACCOUNT);
  const known = <T>(answer: T | 'token-refused'): T => {
    if (answer === 'token-refused') throw new Error('expected a job of a custom action');
    return answer;
  };
  return {
    async poll({ queryParam: _, ...actionTypeId }, maxBatchSize) {
      const offers = await codePipeline.poll(actionTypeId, maxBatchSize);
      if (offers === 'throttled') return offers;
      return offers.map(({ jobId }): PolledJob => {
        const { nonce } = codePipeline.job(jobId).details;
        return { jobId, nonce, clientId: ACCOUNT, group: PIPELINE_ARN };
      });
    },
    async details(jobId) {
      const details = known(await codePipeline.details(jobId, ACCOUNT));
      if (details === 'not-found') return details;
      const { nonce: _, ...told } = details;
      return {
        ...told,
        accountId: ACCOUNT,
        pipeline: { ...told.pipeline, pipelineArn: PIPELINE_ARN },
      } satisfies JobDetails;
    },
    acknowledge: async (jobId, nonce) => known(await codePipeline.acknowledge(jobId, nonce, ACCOUNT)),
    async putSuccess(jobId, result: SuccessResult): Promise<Answer> {
      if (result.outputVariables && result.continuationToken !== undefined) return 'invalid';
      return known(await codePipeline.putSuccess(jobId, ACCOUNT, result));
    },
    putFailure: async (jobId, failure: FailureResult): Promise<Answer> =>
      known(await codePipeline.putFailure(jobId, ACCOUNT, failure)),
  };
}
