import { quote } from '../../model/escape.ts';
import { PROGRESS } from '../../model/log-lines.ts';
import type { ArtifactNeed } from '../action/artifacts.ts';
import { JobFailure } from '../action/failure.ts';
import type { ArtifactLocation, Job, JobLog } from '../action/job.ts';
import type { ExecutionDetails } from '../action/outcome.ts';
import type { Surroundings } from '../action/parser.ts';
import type { ArtifactAccess, Artifacts } from '../job/ports.ts';
import type { TaskDetails } from '../job/workplace.ts';
import { createOutputs, type Outputs } from './outputs.ts';
import { percentageFrom } from './percentage.ts';

interface JobParts {
  details: TaskDetails;
  clientId: string;
  folder: string;
  configuration: unknown;
  surroundings: Surroundings;
  continuationToken: string | undefined;
  /** The token as the action's parser reads it. */
  state?: unknown;
  /** The artifacts that the action needs; when left out, it needs all that it opens. */
  needs?: { inputs: ArtifactNeed; outputs: ArtifactNeed } | undefined;
  /** 1 when left out. */
  attempt?: number;
  artifacts: Artifacts;
  access: ArtifactAccess;
  log: JobLog;
  remember: Job<unknown>['remember'];
  remembered: Job<unknown>['remembered'];
}

/** The job as its action sees it, and what the worker must know about its use: the last progress and the outputs. */
export function createJob(parts: JobParts): { job: Job<unknown>; progress(): ExecutionDetails; outputs: Outputs } {
  const { details, artifacts, access, log, needs } = parts;
  const outputs = createOutputs(details.outputArtifacts, log, (location) => artifacts.output(location, access));
  let lastProgress: ExecutionDetails = {};

  const job: Job<unknown> = {
    id: details.jobId,
    clientId: parts.clientId,
    folder: parts.folder,
    pipeline: details.pipeline,
    attempt: parts.attempt ?? 1,
    idempotencyKey: details.jobId,
    actionExecutionId: details.pipeline.actionExecutionId,
    pipelineArn: details.pipeline.pipelineArn,
    pipelineExecutionId: details.pipeline.pipelineExecutionId,
    configuration: parts.configuration,
    surroundings: parts.surroundings,
    inputs: details.inputArtifacts.map(({ name }) => name),
    outputs: details.outputArtifacts.map(({ name }) => name),
    state: parts.state,
    continuationToken: parts.continuationToken,
    signal: access.signal,
    log,
    // Undefined for an artifact that the action can do without: the typed job says so, and `Job` does not.
    input(name) {
      const location = findArtifact('input', details.inputArtifacts, name, needs?.inputs) as ArtifactLocation;
      return location && { ...artifacts.input(location, access), revision: location.revision };
    },
    output(name) {
      const location = findArtifact('output', details.outputArtifacts, name, needs?.outputs) as ArtifactLocation;
      return location && outputs.open(location);
    },
    progress(given, summary) {
      const percentComplete = percentageFrom(given, log);
      lastProgress = { percentComplete, summary };
      log.info(PROGRESS, { percentComplete, summary });
    },
    remember: parts.remember,
    remembered: parts.remembered,
  };
  return { job, progress: () => lastProgress, outputs };
}

/** The artifact of this name, or the only one; undefined for one that the action can do without and did not get. */
function findArtifact(
  kind: 'input' | 'output',
  locations: readonly ArtifactLocation[],
  name: string | undefined,
  need: ArtifactNeed | undefined,
): ArtifactLocation | undefined {
  const location =
    name === undefined && locations.length === 1 ? locations[0] : locations.find((one) => one.name === name);
  if (location) return location;
  const isMissing = name !== undefined || locations.length === 0;
  if (isMissing && need?.minimum === 0 && need.maximum > 0) return undefined;
  throw needs(
    name === undefined ? `exactly one ${kind} artifact` : `an ${kind} artifact named ${quote(name)}`,
    locations,
  );
}

const needs = (what: string, locations: readonly ArtifactLocation[]) => {
  const got = locations.map((one) => quote(one.name)).join(', ') || 'none';
  return new JobFailure('ConfigurationError', `The action needs ${what}, the pipeline gives it ${got}.`);
};

/** @throws JobFailure ConfigurationError when the pipeline gives the action fewer artifacts than it needs, or others. */
export function requireArtifacts(
  kind: 'input' | 'output',
  locations: readonly ArtifactLocation[],
  { minimum, names = [] }: ArtifactNeed,
): void {
  if (locations.length < minimum) {
    throw needs(minimum === 1 ? `an ${kind} artifact` : `${minimum} ${kind} artifacts`, locations);
  }
  const missing = names.find((name) => !locations.some((one) => one.name === name));
  if (missing !== undefined) throw needs(`an ${kind} artifact named ${quote(missing)}`, locations);
}
