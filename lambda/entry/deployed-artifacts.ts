import { openArtifact } from '../archive/open-artifact.ts';
import { createArchive } from '../archive/zip/create-archive.ts';
import { s3Artifacts } from '../aws/s3/artifacts.ts';
import { isLocal, readTimeLimits } from './environment.ts';

/** The artifacts of jobs, as zip and tar archives in S3. A file of the bundle by itself, which only some actions need. */
export const deployedArtifacts = s3Artifacts(
  { openArchive: openArtifact, createArchive },
  { forcePathStyle: isLocal(), limits: readTimeLimits() },
);
