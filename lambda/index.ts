/** What the author of an action touches: the one import of an action. */

export type {
  ArtifactEntry,
  ExtractOptions,
  InputArtifact,
  LeftOutEntry,
  OutputArtifact,
} from '../model/artifact.ts';
export { escapeLine, escapeText, quote } from '../model/escape.ts';
export {
  type Action,
  type ActionDefinition,
  type ArtifactCount,
  defineAction,
} from './action/action.ts';
export {
  type ConfigurationOf,
  httpsUrl,
  list,
  oneOf,
  optional,
  type Parser,
  type Properties,
  type Property,
  type PropertyFacts,
  required,
  type Surroundings,
  secret,
  text,
  wholeNumber,
} from './action/configuration.ts';
export { publicFetch, type RequestingJob } from './action/fetch/public-fetch.ts';
export type { Job, JobLog, PipelineContext } from './action/job.ts';
export {
  type Continues,
  continues,
  type ExecutionDetails,
  type Failed,
  type FailureType,
  failed,
  failureTypes,
  JobFailure,
  type Outcome,
  type Succeeded,
  succeeded,
} from './action/outcome.ts';
export { Secret } from './action/secret.ts';
