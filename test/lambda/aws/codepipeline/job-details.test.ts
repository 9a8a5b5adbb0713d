import type { GetThirdPartyJobDetailsOutput } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { readThirdPartyJobDetails } from '../../../../lambda/aws/codepipeline/job-details.ts';

const actionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;
const least: GetThirdPartyJobDetailsOutput = { jobDetails: { id: 'j-1', nonce: '3', data: { actionTypeId } } };

describe('readThirdPartyJobDetails', () => {
  it('reads all that CodePipeline may tell', () => {
    const location = (objectKey: string) => ({ type: 'S3' as const, s3Location: { bucketName: 'b', objectKey } });

    const details = readThirdPartyJobDetails({
      jobDetails: {
        id: 'j-1',
        nonce: '3',
        data: {
          actionTypeId,
          actionConfiguration: { configuration: { Note: 'hello' } },
          pipelineContext: {
            pipelineName: 'shop',
            stage: { name: 'Check' },
            action: { name: 'Probe', actionExecutionId: 'e-1' },
          },
          inputArtifacts: [{ name: 'Source', location: location('k-1') }],
          outputArtifacts: [{ name: 'Report', location: location('k-2') }],
          artifactCredentials: { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' },
          encryptionKey: { id: 'key-1', type: 'KMS' },
          continuationToken: 'state',
        },
      },
    });

    expect(details).toEqual({
      jobId: 'j-1',
      nonce: '3',
      actionTypeId,
      configuration: { Note: 'hello' },
      pipeline: { pipelineName: 'shop', stageName: 'Check', actionName: 'Probe', actionExecutionId: 'e-1' },
      inputArtifacts: [{ name: 'Source', bucketName: 'b', objectKey: 'k-1' }],
      outputArtifacts: [{ name: 'Report', bucketName: 'b', objectKey: 'k-2' }],
      credentials: { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' },
      encryptionKeyId: 'key-1',
      continuationToken: 'state',
    });
  });

  it('fills in the lists that were left out', () => {
    expect(readThirdPartyJobDetails(least)).toMatchObject({
      configuration: {},
      inputArtifacts: [],
      outputArtifacts: [],
      credentials: undefined,
    });
  });

  it.each([
    ['id', { jobDetails: { ...least.jobDetails, id: undefined } }],
    ['nonce', { jobDetails: { ...least.jobDetails, nonce: undefined } }],
    ['actionTypeId.category', { jobDetails: { id: 'j-1', nonce: '3', data: {} } }],
    ['id', {}],
    [
      'bucketName',
      {
        jobDetails: {
          id: 'j-1',
          nonce: 'the nonce',
          data: { actionTypeId, inputArtifacts: [{ name: 'Source', location: { type: 'S3' } }] },
        },
      },
    ],
  ] as [string, GetThirdPartyJobDetailsOutput][])(
    'names %s when it is missing, and shows no value',
    (member, output) => {
      const read = () => readThirdPartyJobDetails(output);

      expect(read).toThrow(`have no ${member}`);
      expect(read).not.toThrow('the nonce');
    },
  );
});
