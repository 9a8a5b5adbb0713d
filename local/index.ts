/** What a test of whole runs touches: the services that stand in for AWS, the functions as they are deployed, and what can go wrong. */

export type { JobStatus } from './codepipeline/jobs/job-status.ts';
export type { ArtifactView, JobView } from './codepipeline/local-api/job-view.ts';
export type { LocalJob, SubmittedWish } from './program/local-job.ts';
export { type Local, type LocalOptions, startLocal } from './program/start-local.ts';
