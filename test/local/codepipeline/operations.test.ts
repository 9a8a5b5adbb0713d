import {
  AcknowledgeThirdPartyJobCommand as Acknowledge,
  type CodePipelineClient,
  GetThirdPartyJobDetailsCommand as GetDetails,
  PollForThirdPartyJobsCommand as Poll,
  PutThirdPartyJobFailureResultCommand as PutFailure,
  PutThirdPartyJobSuccessResultCommand as PutSuccess,
} from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { acknowledged, dispatched } from './call-as-worker.ts';
import { ACTION_TYPE, CLIENT_ID, CLIENT_TOKEN, refusalOf, startPlane } from './start-plane.ts';

const clientToken = CLIENT_TOKEN;
const unknownJob = { jobId: 'ffffffff-0000-4000-8000-000000000000', clientToken };

describe('PollForThirdPartyJobs', () => {
  it('hands out the client and job ids of queued jobs, oldest first and at most as many as asked for', async () => {
    const { client, submit } = await startPlane();
    const [first, second, third] = [await submit(), await submit(), await submit()];

    const { jobs } = await client.send(new Poll({ actionTypeId: ACTION_TYPE, maxBatchSize: 2 }));
    const { jobs: rest } = await client.send(new Poll({ actionTypeId: ACTION_TYPE }));

    expect(jobs).toEqual([first, second].map((jobId) => ({ clientId: CLIENT_ID, jobId })));
    expect(rest).toEqual([{ clientId: CLIENT_ID, jobId: third }]);
  });

  it('hands out no job of another action type', async () => {
    const { client, submit } = await startPlane();
    await submit({ actionTypeId: { ...ACTION_TYPE, version: '2' } });

    const { jobs } = await client.send(new Poll({ actionTypeId: ACTION_TYPE }));

    expect(jobs).toEqual([]);
  });

  it('knows an action type from its first job on', async () => {
    const { client, submit } = await startPlane();
    const actionTypeId = { ...ACTION_TYPE, provider: 'Other' };

    const before = await refusalOf(client.send(new Poll({ actionTypeId })));
    const jobId = await submit({ actionTypeId });
    const after = await client.send(new Poll({ actionTypeId }));

    expect(before.name).toBe('ActionTypeNotFoundException');
    expect(after.jobs).toEqual([{ clientId: CLIENT_ID, jobId }]);
  });
});

describe('GetThirdPartyJobDetails', () => {
  it('answers all that the job was submitted with, and neither pipeline ARN nor execution id', async () => {
    const plane = await startPlane();
    const submission = {
      configuration: { Threshold: 'high', ApiKey: 'k-123' },
      inputArtifacts: [{ name: 'SourceOutput', path: await plane.file('source.zip', 'any bytes') }],
      outputArtifacts: ['Report', 'LongerThanTenCharacters'],
      encryptionKey: { id: 'arn:aws:kms:us-east-1:111122223333:key/k', type: 'KMS' },
      continuationToken: 'round-2',
      pipelineName: 'a-pipeline-with-a-long-name',
      stageName: 'Scan',
      actionName: 'Acme',
    };
    const jobId = await plane.submit(submission);
    await plane.client.send(new Poll({ actionTypeId: ACTION_TYPE }));

    const { jobDetails } = await plane.client.send(new GetDetails({ jobId, clientToken }));

    const key = (artifact: string) => expect.stringMatching(`^a-pipeline-with-a-lo/${artifact}/[A-Za-z0-9]{7}$`);
    const location = (artifact: string) => ({
      type: 'S3',
      s3Location: { bucketName: 'codepipeline-local-artifacts', objectKey: key(artifact) },
    });
    expect(jobDetails).toEqual({
      id: jobId,
      nonce: expect.stringMatching(/^.{1,50}$/),
      data: {
        actionTypeId: ACTION_TYPE,
        actionConfiguration: { configuration: submission.configuration },
        pipelineContext: {
          pipelineName: submission.pipelineName,
          stage: { name: 'Scan' },
          action: { name: 'Acme', actionExecutionId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        },
        inputArtifacts: [{ name: 'SourceOutput', location: location('SourceOutp') }],
        outputArtifacts: [
          { name: 'Report', location: location('Report') },
          { name: 'LongerThanTenCharacters', location: location('LongerThan') },
        ],
        artifactCredentials: {
          accessKeyId: expect.stringMatching(/^ASIA/),
          secretAccessKey: expect.any(String),
          sessionToken: expect.any(String),
        },
        continuationToken: 'round-2',
        encryptionKey: submission.encryptionKey,
      },
    });
  });

  it('issues fresh credentials at each call, scoped to the artifacts of the job', async () => {
    const plane = await startPlane();
    const inputArtifacts = [{ name: 'In', path: await plane.file('in.zip', 'any bytes') }];
    const jobId = await plane.submit({
      inputArtifacts,
      outputArtifacts: ['Out'],
      encryptionKey: { id: 'key-1', type: 'KMS' },
    });
    await plane.client.send(new Poll({ actionTypeId: ACTION_TYPE }));

    const [first, second] = [
      (await plane.client.send(new GetDetails({ jobId, clientToken }))).jobDetails?.data,
      (await plane.client.send(new GetDetails({ jobId, clientToken }))).jobDetails?.data,
    ];

    const { accessKeyId = '', sessionToken = '' } = first?.artifactCredentials ?? {};
    expect(second?.artifactCredentials?.accessKeyId).not.toBe(accessKeyId);
    expect(plane.issuer.open(accessKeyId, sessionToken)?.scope).toEqual({
      jobId,
      bucketName: 'codepipeline-local-artifacts',
      readKeys: [first?.inputArtifacts?.[0]?.location?.s3Location?.objectKey],
      writeKeys: [first?.outputArtifacts?.[0]?.location?.s3Location?.objectKey],
      encryptionKeyId: 'key-1',
    });
  });

  it.each([
    ['JobNotFoundException', 'an unknown job', () => unknownJob],
    [
      'InvalidClientTokenException',
      'a wrong token',
      (jobId: string) => ({ jobId, clientToken: clientToken.toUpperCase() }),
    ],
    ['InvalidJobException', 'a job that no poll has handed out', (jobId: string) => ({ jobId, clientToken })],
  ])('answers %s for %s', async (name, _, request) => {
    const { client, submit } = await startPlane();
    const jobId = await submit();

    const refusal = await refusalOf(client.send(new GetDetails(request(jobId))));

    expect(refusal.name).toBe(name);
  });

  it("takes no other client's token", async () => {
    const { client, submit, jobs } = await startPlane();
    const jobId = await submit();
    await jobs.putClient('b1b2c3d4-0000-4000-8000-00000000000b', 'token-of-another');
    await client.send(new Poll({ actionTypeId: ACTION_TYPE }));

    const refusal = await refusalOf(client.send(new GetDetails({ jobId, clientToken: 'token-of-another' })));

    expect(refusal.name).toBe('InvalidClientTokenException');
  });
});

describe('AcknowledgeThirdPartyJob', () => {
  it('answers InProgress to the worker with the current nonce', async () => {
    const { client, submit, jobs } = await startPlane();
    const jobId = await submit();
    const nonce = await dispatched(client, jobId);

    const { status } = await client.send(new Acknowledge({ jobId, nonce, clientToken }));

    expect(status).toBe('InProgress');
    expect((await jobs.show(jobId)).status).toBe('InProgress');
  });

  it.each([
    ['JobNotFoundException', 'an unknown job', { ...unknownJob }],
    ['InvalidClientTokenException', 'a wrong token', { clientToken: 'wrong' }],
    ['InvalidNonceException', 'a wrong nonce', { nonce: 'wrong' }],
  ])('answers %s for %s and leaves the job Dispatched', async (name, _, change) => {
    const { client, submit, jobs } = await startPlane();
    const jobId = await submit();
    const nonce = await dispatched(client, jobId);

    const refusal = await refusalOf(client.send(new Acknowledge({ jobId, nonce, clientToken, ...change })));

    expect(refusal.name).toBe(name);
    expect((await jobs.show(jobId)).status).toBe('Dispatched');
  });
});

describe('PutThirdPartyJobSuccessResult', () => {
  it('ends the job as Succeeded with what was reported, and shows an output that was never uploaded', async () => {
    const { client, submit, jobs } = await startPlane();
    const jobId = await submit({ outputArtifacts: ['Report'] });
    await acknowledged(client, jobId);
    const executionDetails = { summary: 'No findings', externalExecutionId: 'run-7', percentComplete: 100 };
    const currentRevision = { revision: 'r1', changeIdentifier: 'c1', created: new Date(0) };

    await client.send(new PutSuccess({ jobId, clientToken, executionDetails, currentRevision }));

    expect(await jobs.show(jobId)).toMatchObject({ status: 'Succeeded', executionDetails });
    expect((await jobs.show(jobId)).outputArtifacts).toEqual([{ name: 'Report' }]);
  });
});

describe('PutThirdPartyJobFailureResult', () => {
  it('ends the job as Failed with what was reported', async () => {
    const { client, submit, jobs } = await startPlane();
    const jobId = await submit();
    await acknowledged(client, jobId);
    const failureDetails = { type: 'ConfigurationError', message: 'Bad', externalExecutionId: 'run-7' } as const;

    await client.send(new PutFailure({ jobId, clientToken, failureDetails }));

    expect(await jobs.show(jobId)).toMatchObject({ status: 'Failed', failureDetails });
  });
});

describe.each([
  {
    operation: 'PutThirdPartyJobSuccessResult',
    put: (client: CodePipelineClient, request: typeof unknownJob) => client.send(new PutSuccess(request)),
  },
  {
    operation: 'PutThirdPartyJobFailureResult',
    put: (client: CodePipelineClient, request: typeof unknownJob) =>
      client.send(new PutFailure({ ...request, failureDetails: { type: 'JobFailed', message: 'Bad' } })),
  },
])('$operation', ({ put }) => {
  it('answers JobNotFoundException for an unknown job', async () => {
    const { client } = await startPlane();

    const refusal = await refusalOf(put(client, unknownJob));

    expect(refusal.name).toBe('JobNotFoundException');
  });

  it('answers InvalidClientTokenException for a wrong token and leaves the job InProgress', async () => {
    const { client, submit, jobs } = await startPlane();
    const jobId = await submit();
    await acknowledged(client, jobId);

    const refusal = await refusalOf(put(client, { jobId, clientToken: 'wrong' }));

    expect(refusal.name).toBe('InvalidClientTokenException');
    expect((await jobs.show(jobId)).status).toBe('InProgress');
  });

  it('answers InvalidJobStateException before acknowledge and after a result', async () => {
    const { client, submit } = await startPlane();
    const jobId = await submit();

    const queued = await refusalOf(put(client, { jobId, clientToken }));
    const nonce = await dispatched(client, jobId);
    const unacknowledged = await refusalOf(put(client, { jobId, clientToken }));
    await client.send(new Acknowledge({ jobId, nonce, clientToken }));
    await put(client, { jobId, clientToken });
    const finished = await refusalOf(put(client, { jobId, clientToken }));

    const names = [queued, unacknowledged, finished].map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['InvalidJobStateException']));
  });
});
