import type { Artifact, GetJobDetailsOutput, GetThirdPartyJobDetailsOutput } from '@aws-sdk/client-codepipeline';
import type { ArtifactLocation, JobDetails } from '../../action/job.ts';

/** The details of a partner's job. @throws Error as `readJobDetails`, and when there is no nonce. */
export function readThirdPartyJobDetails(answer: GetThirdPartyJobDetailsOutput): JobDetails & { nonce: string } {
  return { ...readJobDetails(answer), nonce: present(answer.jobDetails?.nonce, 'nonce') };
}

/**
 * The details in our own form.
 * @throws Error when CodePipeline left out a member that every job needs; the message names it and shows no value.
 */
export function readJobDetails({ jobDetails }: GetJobDetailsOutput): JobDetails {
  const data = jobDetails?.data;
  const actionTypeId = data?.actionTypeId;
  const { accessKeyId, secretAccessKey, sessionToken } = data?.artifactCredentials ?? {};
  return {
    jobId: present(jobDetails?.id, 'id'),
    accountId: jobDetails?.accountId,
    actionTypeId: {
      category: present(actionTypeId?.category, 'actionTypeId.category'),
      owner: present(actionTypeId?.owner, 'actionTypeId.owner'),
      provider: present(actionTypeId?.provider, 'actionTypeId.provider'),
      version: present(actionTypeId?.version, 'actionTypeId.version'),
    },
    configuration: data?.actionConfiguration?.configuration ?? {},
    pipeline: {
      pipelineName: data?.pipelineContext?.pipelineName,
      stageName: data?.pipelineContext?.stage?.name,
      actionName: data?.pipelineContext?.action?.name,
      actionExecutionId: data?.pipelineContext?.action?.actionExecutionId,
      pipelineArn: data?.pipelineContext?.pipelineArn,
      pipelineExecutionId: data?.pipelineContext?.pipelineExecutionId,
    },
    inputArtifacts: (data?.inputArtifacts ?? []).map(readLocation),
    outputArtifacts: (data?.outputArtifacts ?? []).map(readLocation),
    credentials:
      accessKeyId && secretAccessKey && sessionToken ? { accessKeyId, secretAccessKey, sessionToken } : undefined,
    encryptionKeyId: data?.encryptionKey?.id,
    continuationToken: data?.continuationToken,
  };
}

const readLocation = ({ name, location, revision }: Artifact): ArtifactLocation => ({
  name: present(name, 'artifact name'),
  bucketName: present(location?.s3Location?.bucketName, 'bucketName'),
  objectKey: present(location?.s3Location?.objectKey, 'objectKey'),
  revision,
});

function present<T>(value: T | undefined, member: string): T {
  if (value === undefined) throw new Error(`CodePipeline's job details have no ${member}`);
  return value;
}
