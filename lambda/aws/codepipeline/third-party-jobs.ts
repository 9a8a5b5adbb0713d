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
import type { AcknowledgeAnswer, FailureResult, Offers, PutAnswer, SuccessResult } from '../../job/job-source.ts';
import { type Limited, timeLimits } from '../time-limits.ts';
import { acknowledgeAnswer, batchedPoll, detailsAnswer, isNamed, putAnswer, type Told } from './answers.ts';
import { readThirdPartyJobDetails } from './job-details.ts';

type TokenRefused = 'token-refused';

/** The third-party job calls of CodePipeline. Every method throws when the service could not be asked at all. */
export interface ThirdPartyJobs extends Offers {
  details(jobId: string, clientToken: string): Promise<(JobDetails & { nonce: string }) | 'not-found' | TokenRefused>;
  acknowledge(jobId: string, nonce: string, clientToken: string): Promise<Told<AcknowledgeAnswer> | TokenRefused>;
  putSuccess(jobId: string, clientToken: string, result: SuccessResult): Promise<Told<PutAnswer> | TokenRefused>;
  putFailure(jobId: string, clientToken: string, failure: FailureResult): Promise<Told<PutAnswer> | TokenRefused>;
}

/** The job calls of partners over the SDK. Its clients never get a logger: it would print tokens, nonces and configuration. */
export function thirdPartyJobs({
  limits = timeLimits,
  ...config
}: Limited<CodePipelineClientConfig> = {}): ThirdPartyJobs {
  const client = new CodePipelineClient({ ...limits.calls, ...config });
  // The SDK's own retry would turn "acknowledged, answer lost" into InvalidNonceException.
  const sentOnce = new CodePipelineClient({ ...limits.sentOnce, ...config, maxAttempts: 1 });
  const poll = batchedPoll();

  return {
    poll: (actionTypeId, mostJobs) =>
      poll(mostJobs, async (maxBatchSize) => {
        const { jobs = [] } = await client.send(new PollForThirdPartyJobsCommand({ actionTypeId, maxBatchSize }));
        return jobs.flatMap(({ clientId, jobId }) => (clientId && jobId ? [{ clientId, jobId }] : []));
      }),

    async details(jobId, clientToken) {
      const asked = client.send(new GetThirdPartyJobDetailsCommand({ jobId, clientToken }));
      return unlessRefused(asked, (answer) => detailsAnswer(answer.then(readThirdPartyJobDetails)));
    },

    acknowledge: (jobId, nonce, clientToken) =>
      unlessRefused(
        sentOnce.send(new AcknowledgeThirdPartyJobCommand({ jobId, nonce, clientToken })),
        acknowledgeAnswer,
      ),

    putSuccess: (jobId, clientToken, result) =>
      unlessRefused(
        client.send(new PutThirdPartyJobSuccessResultCommand({ jobId, clientToken, ...result })),
        putAnswer,
      ),

    putFailure: (jobId, clientToken, failureDetails) =>
      unlessRefused(
        client.send(new PutThirdPartyJobFailureResultCommand({ jobId, clientToken, failureDetails })),
        putAnswer,
      ),
  };
}

async function unlessRefused<T, A>(
  sent: Promise<T>,
  read: (sent: Promise<T>) => Promise<A>,
): Promise<A | TokenRefused> {
  const isRefused = await sent.then(
    () => false,
    (error) => isNamed(error, ['InvalidClientTokenException']),
  );
  return isRefused ? 'token-refused' : read(sent);
}
