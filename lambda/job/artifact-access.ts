import { unavailable } from './failure.ts';
import type { ArtifactCredentials, JobDetails } from './job.ts';
import { JobFailure } from './outcome.ts';
import type { ArtifactAccess, Clock, CodePipelineJobs } from './ports.ts';
import type { Redactor } from './redactor.ts';

/** Credentials last about 15 minutes; asking again after 10 leaves time for the request that uses them. */
const RENEW_AFTER = 10 * 60_000;

export interface AccessPorts {
  jobs: CodePipelineJobs;
  clock: Clock;
}

/** Access to the job's artifacts that fetches the details again whenever its credentials are old or refused. */
export function openArtifactAccess(
  { jobs, clock }: AccessPorts,
  details: JobDetails,
  clientToken: string,
  redactor: Redactor,
  signal: AbortSignal,
): ArtifactAccess {
  let current = details.credentials;
  let fetchedAt = clock.now();
  let renewal: Promise<ArtifactCredentials> | undefined;

  const renew = async () => {
    const answer = await jobs.details(details.jobId, clientToken).catch(unavailable('CodePipeline'));
    const renewed = typeof answer === 'string' ? undefined : answer.credentials;
    if (!renewed)
      throw new JobFailure('SystemUnavailable', 'CodePipeline gave no credentials for the artifacts of this job.');
    for (const value of Object.values(renewed)) redactor.add(value);
    current = renewed;
    fetchedAt = clock.now();
    return renewed;
  };

  return {
    encryptionKeyId: details.encryptionKeyId,
    signal,
    async credentials(refused) {
      const usable = current && clock.now() - fetchedAt < RENEW_AFTER && current.sessionToken !== refused?.sessionToken;
      if (current && usable) return current;
      renewal ??= renew().finally(() => {
        renewal = undefined;
      });
      return renewal;
    },
  };
}
