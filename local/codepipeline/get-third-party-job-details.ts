import type { CredentialIssuer } from '../http/credentials.ts';
import type { JobRequest } from './jobs/authorize.ts';
import { describeJob } from './jobs/describe-job.ts';
import type { JobArtifact, JobDefinition } from './jobs/job.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

/** Answers everything a worker needs for a job, with fresh artifact credentials. */
export function getThirdPartyJobDetails(store: JobStore, issuer: CredentialIssuer, body: unknown): object {
  const request = checkInput<JobRequest>('GetThirdPartyJobDetails', body);
  const { job, nonce, credentials } = describeJob(store, issuer, request);
  const { definition } = job;
  const isReversed = store.settings.outputArtifactOrder === 'reversed';
  const outputs = isReversed ? definition.outputArtifacts.toReversed() : definition.outputArtifacts;
  const data = {
    actionTypeId: definition.actionTypeId,
    actionConfiguration: { configuration: definition.configuration },
    pipelineContext: pipelineContext(definition),
    inputArtifacts: definition.inputArtifacts.map((artifact) => locate(definition, artifact)),
    outputArtifacts: outputs.map((artifact) => locate(definition, artifact)),
    artifactCredentials: credentials,
    continuationToken: definition.continuationToken,
    encryptionKey: definition.encryptionKey,
  };
  return { jobDetails: { id: job.jobId, data, nonce } };
}

/** The model says that pipelineArn and pipelineExecutionId are not populated for third-party jobs. */
const pipelineContext = ({ pipelineName, stageName, actionName, actionExecutionId }: JobDefinition) => ({
  pipelineName,
  stage: { name: stageName },
  action: { name: actionName, actionExecutionId },
});

const locate = ({ bucketName }: JobDefinition, { name, objectKey }: JobArtifact) => ({
  name,
  location: { type: 'S3', s3Location: { bucketName, objectKey } },
});
