import type { Redactor } from '../../model/redaction/redactor.ts';
import type { ArtifactCredentials, JobDetails, PolledJob } from '../action/job.ts';
import { JobFailure } from '../action/outcome.ts';
import { type ClaimPorts, readDetails } from './claim.ts';
import { unavailable } from './failure.ts';
import type { ArtifactAccess } from './ports.ts';
import { type Patience, repeat } from './repeat.ts';

/** Credentials last about 15 minutes; asking again after 10 leaves time for the request that uses them. */
const RENEW_AFTER = 10 * 60_000;

export interface AccessPorts extends ClaimPorts {
  /** For how long CodePipeline is asked again while it cannot be reached; it is asked once when left out. */
  patience?: Patience;
}

/** Access to the job's artifacts that fetches the details again whenever its credentials are old or refused. */
export function openArtifactAccess(
  ports: AccessPorts,
  job: PolledJob,
  details: JobDetails,
  redactor: Redactor,
  signal: AbortSignal,
  transfers: ArtifactAccess['transfers'],
): ArtifactAccess {
  const { clock, patience = { clock, until: 0, signal } } = ports;
  let current = details.credentials;
  let fetchedAt = clock.now();
  let renewal: Promise<ArtifactCredentials> | undefined;

  const renew = async () => {
    const answer = await repeat(() => readDetails(ports, job, redactor), patience).catch(
      unavailable('CodePipeline or its own clients'),
    );
    const renewed = typeof answer === 'string' ? undefined : answer.details?.credentials;
    if (!renewed)
      throw new JobFailure('SystemUnavailable', 'CodePipeline gave no credentials for the artifacts of this job.');
    current = renewed;
    fetchedAt = clock.now();
    return renewed;
  };

  return {
    encryptionKeyId: details.encryptionKeyId,
    signal,
    transfers,
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
