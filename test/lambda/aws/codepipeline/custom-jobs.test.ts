import { afterEach, describe, expect, it } from 'vitest';
import { customJobs } from '../../../../lambda/aws/codepipeline/custom-jobs.ts';
import type { ActionTypeId } from '../../../../model/action-type.ts';
import { hangUp, type Scripted, type ScriptedServer, serviceError, startScriptedServer } from '../scripted-server.ts';

const TYPE: ActionTypeId = { category: 'Test', owner: 'Custom', provider: 'Probe', version: '1' };
const ARN = 'arn:aws:codepipeline:us-east-1:111122223333:shop';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** The job calls against a service that answers as told. */
async function openJobs(...script: Scripted[]) {
  server = await startScriptedServer(script);
  return { jobs: customJobs({ endpoint: server.url }), requests: server.requests };
}

const ok = (body: unknown): Scripted => ({ status: 200, body });
const lastOf = (requests: readonly { target: string | undefined; body: string }[]) => {
  const { target, body } = requests.at(-1) ?? {};
  return [target?.split('.')[1], JSON.parse(body ?? 'null')];
};
const location = { type: 'S3', s3Location: { bucketName: 'b', objectKey: 'k' } };
const data = {
  actionTypeId: TYPE,
  actionConfiguration: { configuration: { Password: 'open sesame' } },
  pipelineContext: { pipelineName: 'shop', pipelineArn: ARN, pipelineExecutionId: 'e-1' },
  inputArtifacts: [{ name: 'Source', revision: '4f3c2a1', location }],
  artifactCredentials: { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' },
};

describe('the job calls of custom actions', () => {
  it('hand on of a polled job its ID, nonce, account and pipeline, and none of its secrets and credentials', async () => {
    const job = { id: 'j-1', nonce: '3', accountId: '111122223333', data };
    const { jobs, requests } = await openJobs(ok({ jobs: [job] }));

    const polled = await jobs.poll(TYPE, 7);

    expect(polled).toEqual([{ jobId: 'j-1', nonce: '3', clientId: '111122223333', group: ARN }]);
    expect(lastOf(requests)).toEqual(['PollForJobs', { actionTypeId: TYPE, maxBatchSize: 7 }]);
  });

  it.each([{}, { jobs: [] }, { jobs: [{ id: 'j-1' }, { nonce: '3' }] }])('find no job in %j', async (body) => {
    const { jobs } = await openJobs(ok(body));

    expect(await jobs.poll(TYPE, 10)).toEqual([]);
  });

  it('ask with the value of the queryable property, where the action type has one', async () => {
    const { jobs, requests } = await openJobs(ok({}));

    await jobs.poll({ ...TYPE, queryParam: { Project: 'shop' } }, 10);

    expect(lastOf(requests)).toEqual([
      'PollForJobs',
      { actionTypeId: TYPE, maxBatchSize: 10, queryParam: { Project: 'shop' } },
    ]);
  });

  it('tell the details with all that a partner is not told, and no nonce', async () => {
    const { jobs, requests } = await openJobs(ok({ jobDetails: { id: 'j-1', accountId: '111122223333', data } }));

    const details = await jobs.details('j-1');

    expect(details).toMatchObject({
      ...{ jobId: 'j-1', accountId: '111122223333' },
      pipeline: { pipelineArn: ARN, pipelineExecutionId: 'e-1' },
      inputArtifacts: [{ name: 'Source', revision: '4f3c2a1' }],
    });
    expect(details).not.toHaveProperty('nonce');
    expect(lastOf(requests)).toEqual(['GetJobDetails', { jobId: 'j-1' }]);
  });

  it.each([
    [ok({ status: 'InProgress' }), 'in-progress'],
    [ok({ status: 'Dispatched' }), 'refused'],
    [serviceError('InvalidNonceException'), 'refused'],
    [serviceError('JobNotFoundException'), 'refused'],
    [serviceError('ThrottlingException'), 'rejected'],
    [serviceError('InternalFailure', 500), 'no-answer'],
    [hangUp, 'no-answer'],
  ])('send an acknowledge once, and say what %j means: %s', async (answer, meaning) => {
    const { jobs, requests } = await openJobs(answer);

    expect(await jobs.acknowledge('j-1', '3')).toBe(meaning);

    expect(requests).toHaveLength(1);
    expect(lastOf(requests)).toEqual(['AcknowledgeJob', { jobId: 'j-1', nonce: '3' }]);
  });

  it('put a success with its output variables and its revision', async () => {
    const { jobs, requests } = await openJobs(ok({}));
    const created = new Date('2026-11-30T12:00:00Z');
    const currentRevision = { revision: '4f3c2a1', changeIdentifier: 'main', created };

    const put = await jobs.putSuccess('j-1', { executionDetails: {}, currentRevision, outputVariables: { A: 'b' } });

    expect(put).toBe('accepted');
    expect(lastOf(requests)).toEqual([
      'PutJobSuccessResult',
      {
        ...{ jobId: 'j-1', executionDetails: {}, outputVariables: { A: 'b' } },
        currentRevision: { ...currentRevision, created: created.getTime() / 1000 },
      },
    ]);
  });

  it.each([
    ['InvalidJobStateException', 'closed'],
    ['JobNotFoundException', 'closed'],
    ['ValidationException', 'invalid'],
    ['OutputVariablesSizeExceededException', 'invalid'],
  ])('say of a result that is answered %s that it is %s', async (name, answer) => {
    const { jobs } = await openJobs(serviceError(name));

    expect(await jobs.putSuccess('j-1', { executionDetails: {} })).toBe(answer);
    expect(await jobs.putFailure('j-1', { type: 'JobFailed', message: 'No.' })).toBe(answer);
  });
});
