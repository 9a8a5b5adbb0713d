import { JobFailure } from '../action/failure.ts';
import type { ArtifactCredentials, JobDetails } from '../action/job.ts';
import type { SourceJob } from './job-source.ts';
import type { ArtifactAccess } from './ports.ts';
import { type Patience, repeat } from './repeat.ts';
import { unavailable } from './unavailable.ts';

/** Credentials last about 15 minutes; asking again after 10 leaves time for the request that uses them. */
const MAX_AGE = 10 * 60_000;

/** How one run reaches the artifacts of its job. */
interface AccessTerms extends Pick<ArtifactAccess, 'signal' | 'transfers'> {
  /** For how long CodePipeline is asked again for credentials while it cannot be reached. */
  patience: Patience;
}

/** Access to the job's artifacts that fetches the details again whenever its credentials are old or refused. */
export function openArtifactAccess(
  job: Pick<SourceJob, 'details'>,
  { credentials: first, encryptionKeyId }: JobDetails,
  { signal, transfers, patience }: AccessTerms,
): ArtifactAccess {
  const { clock } = patience;
  let current = first && { credentials: first, fetchedAt: clock.now() };
  let renewal: Promise<ArtifactCredentials> | undefined;

  const isOld = ({ credentials, fetchedAt }: NonNullable<typeof current>, refused?: ArtifactCredentials) =>
    clock.now() - fetchedAt >= MAX_AGE || credentials.sessionToken === refused?.sessionToken;
  const renew = async () => {
    const answer = await repeat(() => job.details(), patience).catch(unavailable('CodePipeline or its own clients'));
    const credentials = typeof answer === 'object' && 'credentials' in answer ? answer.credentials : undefined;
    if (!credentials)
      throw new JobFailure('SystemUnavailable', 'CodePipeline gave no credentials for the artifacts of this job.');
    current = { credentials, fetchedAt: clock.now() };
    return credentials;
  };

  return {
    encryptionKeyId,
    signal,
    transfers,
    async credentials(refused) {
      if (current && !isOld(current, refused)) return current.credentials;
      renewal ??= renew().finally(() => {
        renewal = undefined;
      });
      return renewal;
    },
  };
}
