import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startFaulty } from './faulty-services.ts';

const put = new PutItemCommand({ TableName: 'ledger', Item: { jobId: { S: 'a job' } } });
const get = new GetItemCommand({ TableName: 'ledger', Key: { jobId: { S: 'a job' } } });
/** Two calls in a row to an operation are struck; the third gets through. */
const thirdTime = async <T>(call: () => Promise<T>) => {
  await expect(call()).rejects.toThrow();
  await expect(call()).rejects.toThrow();
  return await call();
};

describe('drop-request', () => {
  it('breaks the connection before the request has any effect', async () => {
    await using faulty = await startFaulty('drop-request');

    await expect(faulty.dynamodb.send(put)).rejects.toMatchObject({ code: 'ECONNRESET' });

    expect((await thirdTime(() => faulty.dynamodb.send(get))).Item).toBeUndefined();
  });

  it('lets the third call in a row through', async () => {
    await using faulty = await startFaulty('drop-request');

    await thirdTime(() => faulty.dynamodb.send(put));

    expect(faulty.strikes).toEqual(['PutItem', 'PutItem']);
  });
});

describe('drop-response', () => {
  it('breaks the connection once the request took effect', async () => {
    await using faulty = await startFaulty('drop-response');

    await expect(faulty.dynamodb.send(put)).rejects.toMatchObject({ code: 'ECONNRESET' });

    expect((await thirdTime(() => faulty.dynamodb.send(get))).Item).toEqual({ jobId: { S: 'a job' } });
  });
});

describe('reset-mid-body', () => {
  it('breaks off in the middle of an answer', async () => {
    await using faulty = await startFaulty('reset-mid-body');
    const { session, input } = await faulty.details(await faulty.dispatch());

    const { ContentLength: length, Body: body } = await faulty.s3(session).send(new GetObjectCommand(input));

    let received = 0;
    const read = async () => {
      for await (const chunk of body as AsyncIterable<Uint8Array>) received += chunk.length;
    };
    await expect(read()).rejects.toThrow('aborted');
    expect(length).toBe(100_000);
    expect(received).toBeLessThanOrEqual(50_000);
  });

  it('breaks off in the middle of an upload, which then never was', async () => {
    await using faulty = await startFaulty('reset-mid-body');
    const jobId = await faulty.dispatch();
    const { session, output } = await faulty.details(jobId);
    const upload = { ...output, Body: Buffer.alloc(1_000_000), ServerSideEncryption: 'aws:kms' as const };

    await expect(faulty.s3(session).send(new PutObjectCommand(upload))).rejects.toThrow();

    const [artifact] = (await faulty.services.controlPlane.jobs.show(jobId)).outputArtifacts;
    expect(artifact).toEqual({ name: 'Result' });
  });
});
