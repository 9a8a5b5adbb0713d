import { openArtifact } from '../archive/open-artifact.ts';
import { createArchive } from '../archive/zip/create-archive.ts';
import { s3Artifacts } from '../aws/s3/artifacts.ts';
import { isLocal, readTimeLimits } from './environment.ts';

/** The artifacts of jobs, as zip and tar archives in S3. This is a file of its own in the bundle, because only some actions need it. */
export const deployedArtifacts = s3Artifacts(
  { openArchive: openArtifact, createArchive },
  { forcePathStyle: isLocal(), limits: readTimeLimits() },
);
