import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ArtifactCredentials, ArtifactLocation } from '../job/job.ts';
import type { ArtifactAccess } from '../job/ports.ts';
import { s3Failure } from './s3-failure.ts';

/** The names that S3 gives to credentials whose time is over. */
const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'];

/** One artifact in S3, reached with nothing but its job's own credentials. */
export interface S3Artifact {
  readonly location: ArtifactLocation;
  readonly encryptionKeyId: string | undefined;
  /**
   * Makes a call, once more with new credentials if the ones it had have expired.
   * @throws JobFailure that tells the customer what was missing.
   */
  call<T>(
    action: 's3:GetObject' | 's3:PutObject',
    call: (client: S3Client, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
}

export function s3Artifact(
  location: ArtifactLocation,
  access: ArtifactAccess,
  config: S3ClientConfig = {},
): S3Artifact {
  let used: ArtifactCredentials | undefined;
  const client = new S3Client({
    ...config,
    credentials: async () => {
      used = await access.credentials();
      // Already expired as far as the SDK knows, so that it asks before each call: how old is too old is decided in `access`.
      return { ...used, expiration: new Date(0) };
    },
  });
  return {
    location,
    encryptionKeyId: access.encryptionKeyId,
    async call(action, call) {
      try {
        try {
          return await call(client, access.signal);
        } catch (error) {
          if (!(error instanceof Error && EXPIRED.includes(error.name))) throw error;
          await access.credentials(used);
          return await call(client, access.signal);
        }
      } catch (error) {
        access.signal.throwIfAborted();
        throw s3Failure(error, action, location, access.encryptionKeyId);
      }
    },
  };
}
