import type { Clock } from '../../model/clock.ts';
import { MASK } from '../../model/redaction/mask.ts';
import type { StoredJob } from '../codepipeline/jobs/job.ts';
import type { JobStore } from '../codepipeline/jobs/job-store.ts';
import type { ServedActions } from '../codepipeline/served-actions.ts';
import type { JobEvent } from './event.ts';
import { createRecorder, type Recorder, type Told } from './recorder.ts';

/** How much of an outcome the overview shows, in characters. */
const MAX_SAID = 200;

/** The properties of a job's configuration whose values are secret: all of them where the action is not known. */
const secretProperties = (actions: ServedActions, { definition }: StoredJob): string[] =>
  Object.keys(definition.configuration).filter((name) => actions.isSecret(definition.actionTypeId, name));

/** What a watcher of the calls must know about a job. */
export interface JobFacts {
  /** The names of its secret properties. */
  secretsOf(jobId: string): readonly string[];
  /** The name of the artifact that lies under this key. */
  artifactOf(jobId: string, objectKey: string): string | undefined;
}

export function factsOf(store: JobStore, actions: ServedActions): JobFacts {
  const find = (jobId: string) => store.look(({ jobs }) => jobs.find(jobId));
  return {
    secretsOf(jobId) {
      const job = find(jobId);
      return job ? secretProperties(actions, job) : [];
    },
    artifactOf(jobId, objectKey) {
      const { inputArtifacts = [], outputArtifacts = [] } = find(jobId)?.definition ?? {};
      return [...inputArtifacts, ...outputArtifacts].find((artifact) => artifact.objectKey === objectKey)?.name;
    },
  };
}

/** A recorder of what happens to the jobs of this store, which knows what is secret about each. */
export function openRecorder(store: JobStore, clock: Clock, actions: ServedActions): Recorder {
  return createRecorder(clock, (jobId) =>
    store.look(({ jobs, clients }) => {
      const job = jobs.find(jobId);
      if (job === undefined) return [];
      const { configuration, continuationToken, clientId } = job.definition;
      const properties = secretProperties(actions, job).map((name) => configuration[name]);
      return [...properties, continuationToken, job.nonce, clientId && clients.token(clientId)];
    }),
  );
}

/** Records every job that the store holds, and from now on each change. */
export function recordJobs(recorder: Recorder, actions: ServedActions, store: JobStore): void {
  for (const job of store.work(({ jobs }) => jobs.all())) {
    recordMade(recorder, actions, job);
    for (const transition of job.transitions) recordStatus(recorder, job, transition);
  }
  store.onChange((change, job) => {
    recorder.hide(job.jobId, [job.nonce]);
    if (change.status === 'Created') recordMade(recorder, actions, job);
    recordStatus(recorder, job);
  });
}

/** Records that a job was made. */
function recordMade(recorder: Recorder, actions: ServedActions, job: StoredJob): void {
  const { jobId, definition, transitions } = job;
  const { configuration, inputArtifacts, outputArtifacts, encryptionKey, continuationToken } = definition;
  const secrets = secretProperties(actions, job);
  const at = transitions[0]?.at ?? recorder.now();
  recorder.record(standingOf(recorder, job));
  recorder.record({
    kind: 'made',
    jobId,
    at,
    configuration: Object.fromEntries(
      Object.entries(configuration).map(([name, value]) => [name, secrets.includes(name) ? MASK : value]),
    ),
    secrets,
    inputArtifacts: inputArtifacts.map(({ name }) => name),
    outputArtifacts: outputArtifacts.map(({ name }) => name),
    ...(encryptionKey && { encryptionKeyId: encryptionKey.id }),
    continues: continuationToken !== undefined,
  });
}

/** The most output variables of a job that are shown. */
const MAX_VARIABLES = 50;

/** Records the status that a job is in now, or was in at one of its transitions. */
function recordStatus(
  recorder: Recorder,
  job: StoredJob,
  { status, at } = { status: job.status, at: job.since },
): void {
  const { executionDetails, failureDetails, outputVariables, continuedAs } =
    status === job.status ? (job.result ?? {}) : {};
  const variables = Object.entries(outputVariables ?? {}).slice(0, MAX_VARIABLES);
  recorder.record({
    kind: 'status',
    jobId: job.jobId,
    at,
    status,
    ...(continuedAs !== undefined && { continuedAs }),
    ...(executionDetails && { executionDetails }),
    ...(failureDetails && { failureDetails }),
    ...(variables.length > 0 && {
      outputVariables: Object.fromEntries(variables.map(([name, value]) => [name, recorder.show(job.jobId, value)])),
    }),
  });
  const standing = standingOf(recorder, job);
  const percent = executionDetails?.percentComplete;
  recorder.changeJob(job.jobId, percent === undefined ? standing : { ...standing, percent });
}

/** The state of a job, by what is stored. */
function standingOf(
  recorder: Recorder,
  { jobId, definition, status, since, transitions, result }: StoredJob,
): Told<JobEvent> {
  const { clientId, actionTypeId, pipelineName, stageName, actionName, actionExecutionId } = definition;
  const said = result?.failureDetails?.message ?? result?.executionDetails?.summary;
  return {
    kind: 'job',
    jobId,
    ...(clientId !== undefined && { clientId }),
    actionTypeId,
    pipelineName,
    stageName,
    actionName,
    actionExecutionId,
    status,
    createdAt: transitions[0]?.at ?? since,
    changedAt: since,
    // Redacted before it is cut: half of a secret is not known.
    ...(said !== undefined && { said: recorder.redact(jobId, said).slice(0, MAX_SAID) }),
    ...(result?.failureDetails && { failureType: result.failureDetails.type }),
    ...(result?.continuedAs !== undefined && { continuedAs: result.continuedAs }),
  };
}
