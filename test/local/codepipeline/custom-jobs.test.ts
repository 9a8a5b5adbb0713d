import {
  AcknowledgeJobCommand as Acknowledge,
  AcknowledgeThirdPartyJobCommand as AcknowledgeThirdParty,
  GetJobDetailsCommand as GetDetails,
  GetThirdPartyJobDetailsCommand as GetThirdPartyDetails,
  PollForJobsCommand as Poll,
  PollForThirdPartyJobsCommand as PollThirdParty,
  PutJobFailureResultCommand as PutFailure,
  PutJobSuccessResultCommand as PutSuccess,
  PutThirdPartyJobSuccessResultCommand as PutThirdPartySuccess,
} from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT } from '../../../model/local/services.ts';
import {
  acknowledge,
  acknowledged,
  CUSTOM_TYPE,
  details,
  poll,
  putSuccess,
  startCustomPlane,
} from './call-as-custom-worker.ts';
import { dispatched } from './call-as-worker.ts';
import { ACTION_TYPE, CLIENT_ID, CLIENT_TOKEN, refusalOf } from './start-plane.ts';

const failureDetails = { type: 'JobFailed', message: 'It broke' } as const;

describe('PollForJobs', () => {
  it('hands out all that a worker needs: data with secrets and credentials, the nonce and the account', async () => {
    const plane = await startCustomPlane();
    const jobId = await plane.submit({
      configuration: { Threshold: 'high', ApiKey: 'k-123' },
      inputArtifacts: [{ name: 'Source', path: await plane.file('source.zip', 'any bytes') }],
      outputArtifacts: ['Report'],
      encryptionKey: { id: 'key-1', type: 'KMS' },
      continuationToken: 'round-2',
      pipelineName: 'pipe',
      stageName: 'Scan',
      actionName: 'House',
    });

    const [job, ...others] = await poll(plane.client);

    const at = (key: string) => ({
      type: 'S3',
      s3Location: { bucketName: 'codepipeline-local-artifacts', objectKey: expect.stringMatching(`^pipe/${key}/`) },
    });
    expect(others).toEqual([]);
    expect(job).toEqual({
      id: jobId,
      nonce: expect.stringMatching(/^.{1,50}$/),
      accountId: LOCAL_ACCOUNT,
      data: {
        actionTypeId: CUSTOM_TYPE,
        actionConfiguration: { configuration: { Threshold: 'high', ApiKey: 'k-123' } },
        pipelineContext: {
          pipelineName: 'pipe',
          pipelineArn: `arn:aws:codepipeline:us-east-1:${LOCAL_ACCOUNT}:pipe`,
          pipelineExecutionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          stage: { name: 'Scan' },
          action: { name: 'House', actionExecutionId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        },
        inputArtifacts: [{ name: 'Source', location: at('Source') }],
        outputArtifacts: [{ name: 'Report', location: at('Report') }],
        artifactCredentials: expect.objectContaining({ accessKeyId: expect.stringMatching(/^ASIA/) }),
        continuationToken: 'round-2',
        encryptionKey: { id: 'key-1', type: 'KMS' },
      },
    });
  });

  it('hands an unacknowledged job out again after 30 seconds, with a nonce that alone is taken then', async () => {
    const { client, clock, submit } = await startCustomPlane();
    const jobId = await submit();
    const [first] = await poll(client);
    clock.advance(29);
    const early = await poll(client);
    clock.advance(1);
    const [second] = await poll(client);

    const refusal = await refusalOf(acknowledge(client, jobId, first?.nonce ?? ''));
    const status = await acknowledge(client, jobId, second?.nonce ?? '');

    expect(early).toEqual([]);
    expect([first?.id, second?.id]).toEqual([jobId, jobId]);
    expect(refusal.name).toBe('InvalidNonceException');
    expect(status).toBe('InProgress');
  });

  it('keeps the nonce where the rule is set so', async () => {
    const { client, clock, submit } = await startCustomPlane({ settings: { nonceChangesAtDispatch: false } });
    await submit();
    const [first] = await poll(client);
    clock.advance(30);

    expect((await poll(client))[0]?.nonce).toBe(first?.nonce);
  });

  it.each([
    ['ValidationException', "owner 'ThirdParty' is not supported", ACTION_TYPE],
    [
      'ActionTypeNotFoundException',
      "ActionType (Category: 'Test', Owner: 'Custom', Provider: 'Other', Version: '1') is not available",
      { ...CUSTOM_TYPE, provider: 'Other' },
    ],
  ])('answers %s: %s', async (name, message, actionTypeId) => {
    const { client } = await startCustomPlane();

    const refusal = await refusalOf(client.send(new Poll({ actionTypeId })));

    expect(refusal).toMatchObject({ name, message: expect.stringContaining(message) });
  });
});

describe('GetJobDetails', () => {
  it('answers what the poll told, with fresh credentials and without the nonce, after the acknowledge too', async () => {
    const { client, submit, issuer } = await startCustomPlane({ settings: { detailsAfterAcknowledge: 'refused' } });
    await submit({ configuration: { ApiKey: 'k-123' }, outputArtifacts: ['Report'] });
    const [{ id = '', nonce = '', ...polled } = {}] = await poll(client);
    await acknowledge(client, id, nonce);

    const told = await details(client, id);

    expect(told).toEqual({
      id,
      ...polled,
      data: { ...polled.data, artifactCredentials: expect.any(Object) },
    });
    const { accessKeyId = '', sessionToken = '' } = told.data?.artifactCredentials ?? {};
    expect(accessKeyId).not.toBe(polled.data?.artifactCredentials?.accessKeyId);
    expect(issuer.open(accessKeyId, sessionToken)?.scope).toMatchObject({ jobId: id });
  });

  it('does not find a job that no poll has handed out, that is over, or that is unknown', async () => {
    const { client, submit } = await startCustomPlane();
    const finished = await submit();
    await acknowledged(client, finished);
    await putSuccess(client, finished);
    const queued = await submit();

    const refusals = [finished, queued, 'ffffffff-0000-4000-8000-000000000000'].map((jobId) =>
      refusalOf(details(client, jobId)),
    );

    for (const { name } of await Promise.all(refusals)) expect(name).toBe('JobNotFoundException');
  });
});

describe('AcknowledgeJob', () => {
  it('refuses the nonce of another job, and leaves both as they are', async () => {
    const plane = await startCustomPlane();
    const [one, other] = [await plane.submit(), await plane.submit()];
    const nonceOf = new Map((await poll(plane.client)).map(({ id, nonce }) => [id, nonce]));

    const stolen = plane.client.send(new Acknowledge({ jobId: one, nonce: nonceOf.get(other) }));

    expect(await refusalOf(stolen)).toMatchObject({ name: 'InvalidNonceException' });
    expect(await acknowledge(plane.client, other, nonceOf.get(other) ?? '')).toBe('InProgress');
    expect(await acknowledge(plane.client, one, nonceOf.get(one) ?? '')).toBe('InProgress');
  });

  it('refuses a wrong nonce, and a second acknowledge with the right one', async () => {
    const { client, submit } = await startCustomPlane();
    const jobId = await submit();
    const [{ nonce = '' } = {}] = await poll(client);

    const wrong = await refusalOf(acknowledge(client, jobId, 'wrong'));
    const status = await acknowledge(client, jobId, nonce);
    const again = await refusalOf(acknowledge(client, jobId, nonce));

    expect([wrong.name, status, again.name]).toEqual(['InvalidNonceException', 'InProgress', 'InvalidNonceException']);
  });
});

describe('PutJobSuccessResult', () => {
  it('ends the job as Succeeded with its output variables', async () => {
    const { client, submit, jobs } = await startCustomPlane();
    const jobId = await submit();
    await acknowledged(client, jobId);
    const told = { executionDetails: { summary: 'Done' }, outputVariables: { Report: 'r-1', Findings: '0' } };

    await client.send(new PutSuccess({ jobId, ...told }));

    expect(await jobs.show(jobId)).toMatchObject({ status: 'Succeeded', ...told });
  });

  it('takes output variables neither with a continuation token nor over their size, and leaves the job as it is', async () => {
    const { client, submit, jobs } = await startCustomPlane();
    const jobId = await submit();
    await acknowledged(client, jobId);
    const variable = (bytes: number) => ({ jobId, outputVariables: { n: 'é'.repeat((bytes - 1) / 2) } });

    const early = await refusalOf(client.send(new PutSuccess({ ...variable(3), continuationToken: 'more' })));
    const large = await refusalOf(client.send(new PutSuccess(variable(122_881))));
    const { status } = await jobs.show(jobId);
    await client.send(new PutSuccess(variable(122_879)));

    expect([early.name, large.name]).toEqual(['ValidationException', 'OutputVariablesSizeExceededException']);
    expect(status).toBe('InProgress');
  });

  it('with a continuation token makes a new job of the same run, which a later poll hands out', async () => {
    const { client, clock, submit, jobs } = await startCustomPlane();
    const jobId = await submit({ configuration: { ApiKey: 'k' }, outputArtifacts: ['Out'] });
    const [first] = await poll(client);
    await acknowledge(client, jobId, first?.nonce ?? '');

    await putSuccess(client, jobId, 'round-2');
    clock.advance(30);
    const [second] = await poll(client);

    expect(second?.id).toBe((await jobs.show(jobId)).continuedAs);
    expect(second?.id).not.toBe(jobId);
    expect(second?.data).toEqual({
      ...first?.data,
      continuationToken: 'round-2',
      artifactCredentials: expect.any(Object),
    });
  });
});

describe('a result of a custom job', () => {
  it('is taken once', async () => {
    const { client, submit, jobs } = await startCustomPlane();
    const jobId = await submit();
    await acknowledged(client, jobId);

    await client.send(new PutFailure({ jobId, failureDetails }));
    const refusals = [client.send(new PutFailure({ jobId, failureDetails })), putSuccess(client, jobId)].map(refusalOf);

    for (const { name } of await Promise.all(refusals)) expect(name).toBe('InvalidJobStateException');
    expect(await jobs.show(jobId)).toMatchObject({ status: 'Failed', failureDetails });
  });
});

describe('the calls for partners and those for custom actions', () => {
  it('do not find the jobs of each other', async () => {
    const { client, submit, jobs } = await startCustomPlane();
    const custom = await submit();
    const [{ nonce = '' } = {}] = await poll(client);
    const { jobId: partner } = await jobs.submit({ clientId: CLIENT_ID, actionTypeId: ACTION_TYPE });
    const partnerNonce = await dispatched(client, partner);

    const refusals = [
      client.send(new GetThirdPartyDetails({ jobId: custom, clientToken: CLIENT_TOKEN })),
      client.send(new AcknowledgeThirdParty({ jobId: custom, nonce, clientToken: CLIENT_TOKEN })),
      client.send(new PutThirdPartySuccess({ jobId: custom, clientToken: CLIENT_TOKEN })),
      client.send(new GetDetails({ jobId: partner })),
      client.send(new Acknowledge({ jobId: partner, nonce: partnerNonce })),
      client.send(new PutSuccess({ jobId: partner })),
      client.send(new PutFailure({ jobId: partner, failureDetails })),
    ].map(refusalOf);
    const polled = await refusalOf(client.send(new PollThirdParty({ actionTypeId: CUSTOM_TYPE })));

    for (const { name } of await Promise.all(refusals)) expect(name).toBe('JobNotFoundException');
    expect(polled.name).toBe('ActionTypeNotFoundException');
    expect((await jobs.show(custom)).status).toBe('Dispatched');
    expect((await jobs.show(partner)).status).toBe('Dispatched');
  });
});
