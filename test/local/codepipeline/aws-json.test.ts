import { PollForThirdPartyJobsCommand as Poll } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { operations } from '../../../model/codepipeline/shapes.ts';
import { localKeyPair } from '../../../model/local/services.ts';
import { ACTION_TYPE, createClient, refusalOf, sendSigned, signHeaders, startPlane } from './start-plane.ts';

const poll = JSON.stringify({ actionTypeId: ACTION_TYPE });

async function errorOf(response: Response): Promise<{ status: number; code: string; message: string }> {
  const { __type: code, message } = (await response.json()) as { __type: string; message: string };
  return { status: response.status, code, message };
}

describe('the AWS JSON 1.1 protocol', () => {
  it('answers JSON with a request id of its own', async () => {
    const { url } = await startPlane();

    const [first, second] = [
      await sendSigned(url, 'PollForThirdPartyJobs', poll),
      await sendSigned(url, 'PollForThirdPartyJobs', poll),
    ];

    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(first.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers.get('x-amzn-requestid')).not.toBe(first.headers.get('x-amzn-requestid'));
    expect(await first.json()).toEqual({ jobs: [] });
  });

  it('answers an empty body where the model has no output', async () => {
    const { url, submit, client } = await startPlane({ settings: { putBeforeAcknowledge: 'accepted' } });
    const jobId = await submit();
    await client.send(new Poll({ actionTypeId: ACTION_TYPE }));
    const body = JSON.stringify({ jobId, clientToken: 'client-token-for-tests' });

    const response = await sendSigned(url, 'PutThirdPartyJobSuccessResult', body);

    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it('names the operations it has to a caller of another', async () => {
    const { url } = await startPlane();

    const error = await errorOf(await sendSigned(url, 'StartPipelineExecution', '{}'));

    expect(error).toMatchObject({ status: 400, code: 'UnknownOperationException' });
    expect(error.message).toContain('no pipelines');
    for (const name of Object.keys(operations)) expect(error.message).toContain(name);
  });

  it.each([
    ['a body that is not JSON', '{', 'The body must be JSON in UTF-8.'],
    ['an empty body', '', 'The body must be JSON in UTF-8.'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'The body must be JSON in UTF-8.'],
    ['a list', '[]', 'The body must be an object'],
    ['null', 'null', 'The body must be an object'],
    ['a number for a structure', '{"actionTypeId":1}', "Value at 'actionTypeId' must be an object"],
  ])('answers SerializationException for %s', async (_, body, message) => {
    const { url } = await startPlane();

    const error = await errorOf(await sendSigned(url, 'PollForThirdPartyJobs', body));

    expect(error).toEqual({ status: 400, code: 'SerializationException', message });
  });

  it('answers SerializationException for another content type', async () => {
    const { url } = await startPlane();

    const response = await sendSigned(url, 'PollForThirdPartyJobs', poll, { 'content-type': 'application/json' });

    const message = 'Content-Type must be application/x-amz-json-1.1.';
    expect(await errorOf(response)).toEqual({ status: 400, code: 'SerializationException', message });
  });

  it('takes a body of 1 MiB and none that is longer', async () => {
    const { url } = await startPlane();
    const mebibyte = poll.padEnd(1024 * 1024, ' ');

    const longest = await sendSigned(url, 'PollForThirdPartyJobs', mebibyte);
    const error = await errorOf(await sendSigned(url, 'PollForThirdPartyJobs', `${mebibyte} `));

    expect(longest.status).toBe(200);
    expect(error).toMatchObject({ status: 400, code: 'RequestEntityTooLargeException' });
  });

  it('answers InternalFailure without details for an error of its own, and hands the error on', async () => {
    const errors: unknown[] = [];
    const failure = new Error('disk /secret/path is full');
    const artifacts = { seed: async () => {}, find: () => Promise.reject(failure) };
    const settings = { putBeforeAcknowledge: 'accepted' } as const;
    const { url, submit, client } = await startPlane({ artifacts, settings, onError: (error) => errors.push(error) });
    const jobId = await submit({ outputArtifacts: ['Out'] });
    await client.send(new Poll({ actionTypeId: ACTION_TYPE }));
    const body = JSON.stringify({ jobId, clientToken: 'client-token-for-tests' });

    const error = await errorOf(await sendSigned(url, 'PutThirdPartyJobSuccessResult', body));

    expect(error).toMatchObject({ status: 500, code: 'InternalFailure' });
    expect(error.message).not.toContain('/secret/path');
    expect(errors).toEqual([failure]);
  });
});

describe('the signature', () => {
  it.each([
    ['UnrecognizedClientException', 'an unknown access key', 'AKIDOFSOMEBODYELSE', 'test'],
    ['InvalidSignatureException', 'a wrong secret access key', 'test', 'wrong'],
  ])('answers %s for %s', async (name, _, accessKeyId, secretAccessKey) => {
    const { url } = await startPlane();

    const refusal = await refusalOf(
      createClient(url, { accessKeyId, secretAccessKey }).send(new Poll({ actionTypeId: ACTION_TYPE })),
    );

    expect(refusal.name).toBe(name);
  });

  it('answers InvalidSignatureException for a body that is not the one signed', async () => {
    const { url } = await startPlane();
    const headers = signHeaders(url, 'PollForThirdPartyJobs', poll);

    const response = await fetch(url, { method: 'POST', headers, body: `${poll} ` });

    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'InvalidSignatureException' });
  });

  it('answers InvalidSignatureException for a request signed more than 15 minutes ago', async () => {
    const { client } = await startPlane();
    client.config.systemClockOffset = -16 * 60 * 1000;

    const refusal = await refusalOf(client.send(new Poll({ actionTypeId: ACTION_TYPE })));

    expect(refusal.name).toBe('InvalidSignatureException');
  });

  it.each([
    ['MissingAuthenticationTokenException', 'no signature', {}],
    ['IncompleteSignatureException', 'another kind of authorization', { authorization: 'Bearer abc' }],
  ])('answers %s for %s', async (code, _, headers: Record<string, string>) => {
    const { url } = await startPlane();

    const response = await fetch(url, { method: 'POST', body: poll, headers });

    expect(await errorOf(response)).toMatchObject({ status: 400, code });
  });

  it('takes no other key pair than that of this machine', async () => {
    const { url } = await startPlane();
    const other = createClient(url, { accessKeyId: 'AKIDLOCAL', secretAccessKey: localKeyPair.secretAccessKey });

    const refusal = await refusalOf(other.send(new Poll({ actionTypeId: ACTION_TYPE })));

    expect(refusal.name).toBe('UnrecognizedClientException');
  });

  it("takes no job's artifact credentials for its own calls", async () => {
    const { url, issuer } = await startPlane();
    const scope = { jobId: 'j', bucketName: 'b', readKeys: [], writeKeys: [], encryptionKeyId: undefined };
    const { sessionToken, ...job } = issuer.issue(scope, 900);
    const clients = [
      createClient(url, { ...job, sessionToken }),
      createClient(url, job),
      createClient(url, { ...localKeyPair, sessionToken }),
    ];

    const refusals = await Promise.all(
      clients.map((client) => refusalOf(client.send(new Poll({ actionTypeId: ACTION_TYPE })))),
    );

    expect(refusals.map(({ name }) => name)).toEqual(Array(3).fill('UnrecognizedClientException'));
  });
});
