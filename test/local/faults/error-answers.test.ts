import { PollForThirdPartyJobsCommand } from '@aws-sdk/client-codepipeline';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { localKeyPair } from '../../../model/local/services.ts';
import { actionTypeId, startFaulty } from './faulty-services.ts';

const session = { ...localKeyPair, sessionToken: 'test' };

/** One call to each service, in the order of their names here. */
const callsOf = ({ codepipeline, dynamodb, s3, sqs, services }: Awaited<ReturnType<typeof startFaulty>>) => [
  codepipeline.send(new PollForThirdPartyJobsCommand({ actionTypeId })),
  dynamodb.send(new GetItemCommand({ TableName: 'ledger', Key: { jobId: { S: 'a job' } } })),
  s3(session).send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' })),
  sqs.send(new SendMessageCommand({ QueueUrl: services.sqs.queueUrl, MessageBody: 'text' })),
];

const errorsOf = async (calls: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(calls);
  return settled.map((call) =>
    call.status === 'rejected' ? [call.reason.name, call.reason.$metadata.httpStatusCode] : ['answered'],
  );
};

describe('answers with an error', () => {
  it.each([
    [
      'http-500',
      [
        ['InternalFailure', 500],
        ['InternalFailure', 500],
        ['InternalError', 500],
        ['InternalFailure', 500],
      ],
    ],
    ['http-503', Array(4).fill(['ServiceUnavailable', 503])],
    [
      'throttle',
      [
        ['ThrottlingException', 400],
        ['ProvisionedThroughputExceededException', 400],
        ['SlowDown', 503],
        ['RequestThrottled', 400],
      ],
    ],
  ])('%s is read by the SDK as the error of each service', async (name, errors) => {
    await using faulty = await startFaulty(name);

    const seen = await errorsOf(callsOf(faulty));

    expect(seen).toEqual(errors);
  });

  it('http-500 keeps the request from its service', async () => {
    await using faulty = await startFaulty('http-500');
    const put = new PutItemCommand({ TableName: 'ledger', Item: { jobId: { S: 'a job' } } });

    await expect(faulty.dynamodb.send(put)).rejects.toThrow('An internal error occurred.');

    const get = new GetItemCommand({ TableName: 'ledger', Key: { jobId: { S: 'a job' } } });
    for (let tries = 0; tries < 2; tries++) await faulty.dynamodb.send(get).catch(() => undefined);
    expect((await faulty.dynamodb.send(get)).Item).toBeUndefined();
  });

  it('malformed-json spoils the answer of a request that took effect', async () => {
    await using faulty = await startFaulty('malformed-json');
    const put = new PutItemCommand({ TableName: 'ledger', Item: { jobId: { S: 'a job' } } });

    await expect(faulty.dynamodb.send(put)).rejects.toThrow(SyntaxError);

    const get = new GetItemCommand({ TableName: 'ledger', Key: { jobId: { S: 'a job' } } });
    await expect(faulty.dynamodb.send(get)).rejects.toThrow(SyntaxError);
    expect((await faulty.dynamodb.send(get)).Item).toEqual({ jobId: { S: 'a job' } });
  });
});
