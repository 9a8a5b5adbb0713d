/** What the author of an action touches: the one import of an action. */

export type { ActionCategory, ActionOwner, ActionType } from '../model/action-type.ts';
export type {
  ArtifactEntry,
  ExtractOptions,
  InputArtifact,
  LeftOutEntry,
  OutputArtifact,
} from '../model/artifact.ts';
export { escapeLine, escapeText, quote } from '../model/escape.ts';
export type { TextForm } from '../model/text-form.ts';
export {
  type Action,
  type ActionDefinition,
  defineAction,
  type JobOf,
} from './action/action.ts';
export type { ArtifactCount, Artifacts } from './action/artifacts.ts';
export {
  type ConfigurationOf,
  optional,
  type Properties,
  type Property,
  type PropertyFacts,
  required,
} from './action/configuration.ts';
export { type DescribedAction, describeAction } from './action/describe-action.ts';
export { type FailureType, failureTypes, JobFailure } from './action/failure.ts';
export { publicFetch, type RequestingJob } from './action/fetch/public-fetch.ts';
export type { Job, JobLog, PipelineContext, TypedJob } from './action/job.ts';
export {
  type Continues,
  continues,
  type ExecutionDetails,
  type Failed,
  failed,
  type Outcome,
  type Percent,
  type Succeeded,
  succeeded,
  type Variables,
} from './action/outcome.ts';
export type { Parser, ParserLike, Surroundings, ValueOf } from './action/parser.ts';
export {
  boolean,
  duration,
  httpsUrl,
  json,
  list,
  oneOf,
  pattern,
  secret,
  text,
  url,
  wholeNumber,
} from './action/parsers.ts';
export type { CurrentRevision } from './action/revision.ts';
export { Secret } from './action/secret.ts';
export type { StateParser } from './action/state.ts';
