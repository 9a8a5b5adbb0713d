import { randomBytes } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { createCredentialIssuer } from '../../../local/http/credentials.ts';
import { send, sendSigned } from './signed-request.ts';
import { bucketName, encrypted, errorOf, inputKey, outputKey, scope, startStore } from './started-store.ts';

const input = { Bucket: bucketName, Key: inputKey };

describe('the artifact store', () => {
  it('lets a job read its input artifact', async () => {
    const { client, seed } = await startStore();
    await seed('the input');

    const { Body } = await client().send(new GetObjectCommand(input));

    expect(await Body?.transformToString()).toBe('the input');
  });

  it('refuses a wrong secret access key', async () => {
    const { client, credentials } = await startStore();
    const wrong = { ...credentials(), secretAccessKey: credentials().secretAccessKey };

    const error = await errorOf(client(wrong).send(new GetObjectCommand(input)));

    expect(error).toMatchObject({ name: 'SignatureDoesNotMatch', status: 403 });
  });

  it('refuses credentials from the moment they run out', async () => {
    let now = Date.now();
    const { client, credentials, seed } = await startStore({ now: () => now });
    const job = client(credentials({}, 60));
    await seed('the input');

    now += 59_999;
    await job.send(new HeadObjectCommand(input));
    now += 1;
    const error = await errorOf(job.send(new GetObjectCommand(input)));

    expect(error).toMatchObject({ name: 'ExpiredToken', status: 400 });
  });

  it('refuses the credentials of another issuer', async () => {
    const { client, options } = await startStore();
    const foreign = createCredentialIssuer(randomBytes(32), options.clock).issue(scope, 900);

    const error = await errorOf(client(foreign).send(new GetObjectCommand(input)));

    expect(error).toMatchObject({ name: 'InvalidToken', status: 400 });
  });

  it('refuses the session token of other credentials', async () => {
    const { client, credentials } = await startStore();
    const mixed = { ...credentials(), sessionToken: credentials().sessionToken };

    const error = await errorOf(client(mixed).send(new GetObjectCommand(input)));

    expect(error).toMatchObject({ name: 'InvalidToken', status: 400 });
  });

  it('refuses an access key without a session token', async () => {
    const { client } = await startStore();
    const longTerm = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret', sessionToken: '' };

    const error = await errorOf(client(longTerm).send(new GetObjectCommand(input)));

    expect(error).toMatchObject({ name: 'InvalidAccessKeyId', status: 403 });
  });

  it('refuses a request that is not signed', async () => {
    const { store } = await startStore();

    const { status, body } = await send(store.url, { path: `/${bucketName}/${inputKey}` });

    expect([status, body]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
  });

  it.each([
    ['a key that is not its own', new GetObjectCommand({ Bucket: bucketName, Key: 'other/SourceArti/1' })],
    ['its key in another bucket', new GetObjectCommand({ Bucket: 'another-bucket', Key: inputKey })],
    ['a key below its own', new GetObjectCommand({ Bucket: bucketName, Key: `${inputKey}/x` })],
    ['an upload in place of its input', new PutObjectCommand({ ...encrypted, Key: inputKey, Body: 'x' })],
    ['the deletion of its output', new DeleteObjectCommand({ Bucket: bucketName, Key: outputKey })],
    ['the list of the bucket', new ListObjectsV2Command({ Bucket: bucketName })],
  ])('refuses a job %s', async (_what, command) => {
    const { client, seed } = await startStore();
    await seed('the input');

    const error = await errorOf(client().send(command as GetObjectCommand));

    expect(error).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(error.message).toMatch(/not allowed to perform: \S+ on resource: "arn:aws:s3:::/);
  });

  it('refuses a signed request that does not tell the hash of its body', async () => {
    const { store } = await startStore();

    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request' };
    const { status, body } = await send(store.url, { path: `/${bucketName}/${inputKey}`, headers });

    expect([status, body]).toEqual([400, expect.stringContaining('header for this request: x-amz-content-sha256')]);
  });

  it.each(['/%zz/key', '/bucket/%e9', 'http://example.com/bucket/key'])('refuses the target %s', async (path) => {
    const { store } = await startStore();

    const { status, body } = await send(store.url, { path });

    expect([status, body]).toEqual([400, expect.stringContaining('<Code>InvalidURI</Code>')]);
  });

  it('lets a job read the output it wrote, unless the rule outputsReadable is off', async () => {
    const standard = await startStore();
    const strict = await startStore({ rules: { outputsReadable: false } });
    const output = { Bucket: bucketName, Key: outputKey };
    await standard.seed('report', outputKey);
    await strict.seed('report', outputKey);

    const { ContentLength } = await standard.client().send(new HeadObjectCommand(output));
    const error = await errorOf(strict.client().send(new GetObjectCommand(output)));

    expect([ContentLength, error.name]).toEqual([6, 'AccessDenied']);
  });

  it('answers NoSuchKey for an input that is missing, and AccessDenied where the rule missingKeyDenied is on', async () => {
    const standard = await startStore();
    const strict = await startStore({ rules: { missingKeyDenied: true } });

    const errors = await Promise.all(
      [standard, strict].map(({ client }) => errorOf(client().send(new GetObjectCommand(input)))),
    );

    expect(errors).toMatchObject([
      { name: 'NoSuchKey', status: 404 },
      { name: 'AccessDenied', status: 403 },
    ]);
  });

  it('refuses a request signed at another time, and the SDK sets its clock by the answer', async () => {
    const { client, credentials, seed } = await startStore({ now: () => Date.parse('2031-05-01T12:00:00Z') });
    await seed('the input');

    const error = await errorOf(client(credentials(), { maxAttempts: 1 }).send(new GetObjectCommand(input)));
    const { $metadata } = await client(credentials(), { maxAttempts: 3 }).send(new HeadObjectCommand(input));

    expect(error).toMatchObject({ name: 'RequestTimeTooSkewed', status: 403 });
    expect($metadata.httpStatusCode).toBe(200);
  });

  it('answers an error as S3 does, and with no secret in it', async () => {
    const { store, credentials } = await startStore();
    const job = credentials();
    const wrong = { ...job, secretAccessKey: 'w'.repeat(40) };
    const path = `/${bucketName}/other%20key&amp`;

    const answers = [
      await sendSigned(store.url, { method: 'GET', path: path.replace('&', '%26'), credentials: job }),
      await sendSigned(store.url, { method: 'GET', path: path.replace('&', '%26'), credentials: wrong }),
    ];

    for (const { headers, body } of answers) {
      expect(body).toMatch(
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>\w+<\/Code><Message>[^<]+<\/Message>/,
      );
      expect(body).toContain(`<Resource>/${bucketName}/other%20key%26amp</Resource>`);
      expect(body).toContain(`<RequestId>${headers['x-amz-request-id']}</RequestId></Error>`);
      const whole = JSON.stringify(headers) + body;
      for (const secret of [job.secretAccessKey, job.sessionToken, 'wwww']) expect(whole).not.toContain(secret);
    }
  });

  it.each([
    ['a header', { 'x-amz-tagging': 'a=b' }, undefined, 'x-amz-tagging'],
    ['a condition', { 'if-modified-since': 'Mon, 23 Nov 2026 00:00:00 GMT' }, undefined, 'if-modified-since'],
    ['a query parameter', {}, 'versionId=1', 'versionId'],
  ])('says that it does not offer %s rather than leave it out', async (_what, headers, query, name) => {
    const { store, credentials } = await startStore();
    const path = `/${bucketName}/${inputKey}`;

    const raw = { method: 'GET', path, headers: headers as Record<string, string>, credentials: credentials() };
    const { status, body } = await sendSigned(store.url, query === undefined ? raw : { ...raw, query });

    expect([status, body]).toEqual([501, expect.stringContaining(name)]);
  });
});
