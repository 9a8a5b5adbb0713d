import type { ActionTypeId } from '../../../model/action-type.ts';
import { checkShape, summarize, WrongType } from '../../../model/codepipeline/check-shape.ts';
import { type Shapes, shapes } from '../../../model/codepipeline/shapes.ts';

/** A job to hand out, as a caller describes it. Names, configuration and key must follow AWS's rules. */
export interface JobSubmission {
  /** A client that the control plane knows; the default client when absent. A custom action's job has none. */
  clientId?: string | undefined;
  actionTypeId?: ActionTypeId | undefined;
  configuration?: Record<string, string> | undefined;
  /** At most 10. A path names an archive or a folder on this machine. */
  inputArtifacts?: { name: string; path: string }[] | undefined;
  /** Whether what git ignores is part of a folder; it is left out when absent. */
  includeIgnored?: boolean | undefined;
  /** At most 10 names. */
  outputArtifacts?: string[] | undefined;
  encryptionKey?: { id: string; type: string } | undefined;
  continuationToken?: string | undefined;
  /** `local-pipeline` when absent. */
  pipelineName?: string | undefined;
  /** `Test` when absent. */
  stageName?: string | undefined;
  /** `Action` when absent. */
  actionName?: string | undefined;
}

/** A job that CodePipeline would never make, or a path that cannot be read. The message holds no value of it. */
export class InvalidSubmission extends Error {
  override readonly name = 'InvalidSubmission';
}

/** A submission in terms of the service model. An action type has 0 to 10 artifacts in each direction. */
const submissionShapes: Shapes = {
  ...shapes,
  JobSubmission: {
    type: 'structure',
    members: {
      clientId: 'ClientId',
      actionTypeId: 'ActionTypeId',
      configuration: 'ActionConfigurationMap',
      inputArtifacts: 'SubmittedArtifactList',
      includeIgnored: 'IncludeIgnored',
      outputArtifacts: 'ArtifactNameList',
      encryptionKey: 'EncryptionKey',
      continuationToken: 'ContinuationToken',
      pipelineName: 'PipelineName',
      stageName: 'StageName',
      actionName: 'ActionName',
    },
  },
  SubmittedArtifactList: { type: 'list', member: 'SubmittedArtifact', max: 10 },
  SubmittedArtifact: { type: 'structure', required: ['name', 'path'], members: { name: 'ArtifactName', path: 'Path' } },
  ArtifactNameList: { type: 'list', member: 'ArtifactName', max: 10 },
  IncludeIgnored: { type: 'boolean' },
  Path: { type: 'string', min: 1, max: 4096 },
};

/** Checks a submission. @throws InvalidSubmission naming the member and what is allowed. */
export function checkSubmission(body: unknown): JobSubmission {
  const submission = checkTypes(body);
  const names = [...(submission.inputArtifacts ?? []).map(({ name }) => name), ...(submission.outputArtifacts ?? [])];
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new InvalidSubmission(`Artifact ${repeated} is named twice: the names of a job's artifacts must differ`);
  }
  return submission;
}

function checkTypes(body: unknown): JobSubmission {
  try {
    const { value, violations, unknownMembers } = checkShape(submissionShapes, 'JobSubmission', body);
    if (unknownMembers.length > 0) {
      const known = Object.keys(submissionShapes['JobSubmission']?.members ?? {}).join(', ');
      throw new InvalidSubmission(`A job has no member ${unknownMembers.join(', ').slice(0, 100)}; it has ${known}`);
    }
    if (violations.length > 0) throw new InvalidSubmission(summarize(violations));
    // The check of the shape above makes it a submission.
    return value as JobSubmission;
  } catch (error) {
    throw error instanceof WrongType ? new InvalidSubmission(error.message) : error;
  }
}
