import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ArtifactLocation } from '../../action/job.ts';
import type { ArtifactAccess } from '../../job/ports.ts';
import { httpStatusOf } from '../errors.ts';
import { type Limited, timeLimits } from '../time-limits.ts';
import { s3Failure } from './failure.ts';

/** The names that S3 gives to credentials whose time is over. */
const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'];
const EXPIRED_STATUS = 400;
/** Renewals for one call: after more, CodePipeline seems to give out credentials that have expired. */
const MAX_RENEWALS = 3;

/** One artifact in S3, reached only with its job's own credentials. */
export interface S3Artifact {
  readonly location: ArtifactLocation;
  readonly encryptionKeyId: string | undefined;
  /**
   * Makes a call, again with new credentials if the ones it had have expired.
   * @throws JobFailure that tells the customer what was missing.
   */
  call<T>(
    action: 's3:GetObject' | 's3:PutObject',
    call: (client: S3Client, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** Tells the job how many of the artifact's bytes have moved. */
  moved(direction: 'read' | 'written', bytes: number): void;
}

export function s3Artifact(
  location: ArtifactLocation,
  access: ArtifactAccess,
  { limits = timeLimits, ...config }: Limited<S3ClientConfig> = {},
): S3Artifact {
  const client = new S3Client({
    ...limits.transfers,
    ...config,
    credentials: async () => {
      // For the SDK they have expired already, so it asks before each call: `access` decides how old is too old.
      return { ...(await access.credentials()), expiration: new Date(0) };
    },
  });
  leaveBodiesUnsigned(client);
  return {
    location,
    encryptionKeyId: access.encryptionKeyId,
    moved: (direction, bytes) => access.transfers.add(location.name, direction, bytes),
    async call(action, call) {
      try {
        for (let renewals = 0; ; renewals++) {
          // Calls run side by side: a refused call must not renew credentials that another call has just renewed.
          const used = await access.credentials();
          try {
            return await call(client, access.signal);
          } catch (error) {
            if (!isExpired(error) || renewals === MAX_RENEWALS) throw error;
            await access.credentials(used);
          }
        }
      } catch (error) {
        access.signal.throwIfAborted();
        throw s3Failure(error, action, location, access.encryptionKeyId);
      }
    },
  };
}

/** The answer to HeadObject has no body that names the error: the SDK only knows its status. */
const isExpired = (error: unknown) =>
  error instanceof Error &&
  (EXPIRED.includes(error.name) || (error.name === 'Unknown' && httpStatusOf(error) === EXPIRED_STATUS));

/**
 * Signs requests without the SHA-256 of their bodies, which costs more than the rest of an upload ("Unsigned payload
 * option" in the Amazon S3 API Reference). TLS protects them on the way, and S3 compares the CRC-32 of every part.
 */
function leaveBodiesUnsigned({ middlewareStack }: S3Client): void {
  middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    { step: 'build', name: 'leaveBodiesUnsigned' },
  );
}
