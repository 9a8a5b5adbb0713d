import type { ActionTypeId } from '../../../model/action-type.ts';
import type { ExecutionDetails, FailureDetails, JobArtifact, StoredJob } from '../jobs/job.ts';
import type { JobStatus } from '../jobs/job-status.ts';
import { type ArtifactFinder, findArtifacts } from '../jobs/put-result.ts';

/**
 * An artifact; size and path are absent as long as nothing was uploaded.
 *
 * @example
 * const isThere = ({ path }: ArtifactView) => path !== undefined;
 */
export interface ArtifactView {
  name: string;
  /** In bytes. */
  size?: number;
  /** Its place on this machine. */
  path?: string;
}

/**
 * A job as anybody may see it: no configuration, token, nonce or credentials.
 *
 * @example
 * const summaryOf = ({ executionDetails }: JobView) => executionDetails?.summary;
 */
export interface JobView {
  jobId: string;
  /** Absent for a custom action's job. */
  clientId?: string;
  actionTypeId: ActionTypeId;
  pipelineName: string;
  stageName: string;
  actionName: string;
  status: JobStatus;
  /** In the order they happened; the time in ISO 8601. A job handed out again is Dispatched once more. */
  transitions: { status: JobStatus; at: string }[];
  executionDetails?: ExecutionDetails;
  failureDetails?: FailureDetails;
  /** Only for a custom action that succeeded. */
  outputVariables?: Record<string, string>;
  /** The job that carries this one's continuation token. */
  continuedAs?: string;
  inputArtifacts: ArtifactView[];
  /** As they were when the job's result came in, or else as they are now. */
  outputArtifacts: ArtifactView[];
}

export async function viewJob(artifacts: ArtifactFinder, job: StoredJob): Promise<JobView> {
  const { jobId, definition, status, transitions, result } = job;
  const { inputArtifacts, outputArtifacts } = definition;
  const { uploaded, ...reported } = result ?? {};
  return {
    jobId,
    ...(definition.clientId !== undefined && { clientId: definition.clientId }),
    actionTypeId: definition.actionTypeId,
    pipelineName: definition.pipelineName,
    stageName: definition.stageName,
    actionName: definition.actionName,
    status,
    transitions: transitions.map((transition) => ({ ...transition, at: new Date(transition.at).toISOString() })),
    ...reported,
    inputArtifacts: complete(inputArtifacts, await findArtifacts(artifacts, definition, inputArtifacts)),
    outputArtifacts: complete(
      outputArtifacts,
      uploaded ?? (await findArtifacts(artifacts, definition, outputArtifacts)),
    ),
  };
}

const complete = (artifacts: JobArtifact[], found: ArtifactView[]): ArtifactView[] =>
  artifacts.map(({ name }) => found.find((artifact) => artifact.name === name) ?? { name });
