import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../model/local/services.ts';
import type { CredentialIssuer, SessionCredentials } from '../../http/credentials.ts';
import type { Settings } from '../rules.ts';
import { isCustom, type JobArtifact, type JobDefinition, type StoredJob } from './job.ts';

/** The data that the API gives a worker of a job, with artifact credentials that are fresh at every call. */
export function createJobData(job: StoredJob, issuer: CredentialIssuer, settings: Settings): object {
  const { definition } = job;
  const { inputArtifacts, outputArtifacts } = definition;
  const outputs = settings.outputArtifactOrder === 'reversed' ? outputArtifacts.toReversed() : outputArtifacts;
  return {
    actionTypeId: definition.actionTypeId,
    actionConfiguration: { configuration: definition.configuration },
    pipelineContext: pipelineContext(job),
    inputArtifacts: inputArtifacts.map((artifact) => locate(definition, artifact)),
    outputArtifacts: outputs.map((artifact) => locate(definition, artifact)),
    artifactCredentials: issueCredentials(job, issuer, settings),
    continuationToken: definition.continuationToken,
    encryptionKey: definition.encryptionKey,
  };
}

function issueCredentials(job: StoredJob, issuer: CredentialIssuer, settings: Settings): SessionCredentials {
  const { bucketName, inputArtifacts, outputArtifacts, encryptionKey } = job.definition;
  const scope = {
    jobId: job.jobId,
    bucketName,
    readKeys: inputArtifacts.map(({ objectKey }) => objectKey),
    writeKeys: outputArtifacts.map(({ objectKey }) => objectKey),
    encryptionKeyId: encryptionKey?.id,
  };
  return issuer.issue(scope, settings.credentialLifetimeSeconds);
}

/** The model says that pipelineArn and pipelineExecutionId are not populated for third-party jobs. */
function pipelineContext(job: StoredJob): object {
  const { pipelineName, stageName, actionName, actionExecutionId, pipelineExecutionId } = job.definition;
  const pipelineArn = `arn:aws:codepipeline:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${pipelineName}`;
  return {
    pipelineName,
    stage: { name: stageName },
    action: { name: actionName, actionExecutionId },
    ...(isCustom(job) && { pipelineArn, pipelineExecutionId }),
  };
}

const locate = ({ bucketName }: JobDefinition, { name, objectKey }: JobArtifact) => ({
  name,
  location: { type: 'S3', s3Location: { bucketName, objectKey } },
});
