import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Signer } from '../../../local/http/authorization.ts';
import type { ReceivedRequest } from '../../../local/http/canonical-request.ts';
import { verifySignature } from '../../../local/http/signature.ts';
import { SignatureRefused } from '../../../local/http/signature-refused.ts';

const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const secretOf = (signer: Signer) => (signer.accessKeyId === accessKeyId ? secretAccessKey : undefined);
const signedAt = Date.parse('2013-05-24T00:00:00Z');
const emptyHash = createHash('sha256').digest('hex');

/** One of the requests in "Signature Calculations for the Authorization Header" of the Amazon S3 API Reference. */
function example(
  [method, url]: [method: string, url: string],
  payloadHash: string,
  others: Record<string, string>,
  signature: string,
): ReceivedRequest {
  const headers: Record<string, string> = {
    host: 'examplebucket.s3.amazonaws.com',
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': '20130524T000000Z',
    ...others,
  };
  const signedHeaders = Object.keys(headers).sort().join(';');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;
  return { method, url, payloadHash, headers: { ...headers, authorization } };
}

const getObject = example(
  ['GET', '/test.txt'],
  emptyHash,
  { range: 'bytes=0-9' },
  'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
);
const putObject = example(
  ['PUT', '/test%24file.text'],
  '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
  { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
  '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
);
const getLifecycle = example(
  ['GET', '/?lifecycle'],
  emptyHash,
  {},
  'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
);
const listObjects = example(
  ['GET', '/?prefix=J&max-keys=2'],
  emptyHash,
  {},
  '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
);

function problemOf(
  request: ReceivedRequest,
  now = signedAt,
  secret: (signer: Signer) => string | undefined = secretOf,
): { code: string; message: string } {
  try {
    verifySignature(request, 's3', secret, now);
  } catch (error) {
    if (error instanceof SignatureRefused) return error;
    throw error;
  }
  throw new Error('The signature was expected to be refused');
}

const withHeaders = (headers: Record<string, string | undefined>): ReceivedRequest => ({
  ...getObject,
  headers: Object.fromEntries(
    Object.entries({ ...getObject.headers, ...headers }).filter(([, value]) => value !== undefined),
  ),
});

const authorizationWith = (from: string, to: string) =>
  withHeaders({ authorization: getObject.headers.authorization?.replace(from, to) });

describe('verifySignature', () => {
  it.each([
    ['GET Object', getObject],
    ['PUT Object', putObject],
    ['GET Bucket Lifecycle', getLifecycle],
    ['List Objects', listObjects],
  ])('takes the %s example of the Amazon S3 API Reference', (_name, request) => {
    const signer = verifySignature(request, 's3', secretOf, signedAt);

    expect(signer).toMatchObject({ accessKeyId, sessionToken: undefined });
  });

  it('asks for the secret with the session token of the request', () => {
    const asked: Signer[] = [];
    const authorization = getObject.headers.authorization?.replace('x-amz-date', 'x-amz-date;x-amz-security-token');
    const request = withHeaders({ authorization, 'x-amz-security-token': 'a token' });

    problemOf(request, signedAt, (signer) => {
      asked.push(signer);
      return undefined;
    });

    expect(asked).toEqual([{ accessKeyId, sessionToken: 'a token' }]);
  });

  it.each([
    ['method', { ...getObject, method: 'PUT' }],
    ['path', { ...getObject, url: '/other.txt' }],
    ['query', { ...listObjects, url: '/?prefix=K&max-keys=2' }],
    ['payload hash', { ...getObject, payloadHash: '0'.repeat(64) }],
    ['signed header', withHeaders({ range: 'bytes=0-99' })],
    ['host', withHeaders({ host: 'otherbucket.s3.amazonaws.com' })],
    ['signature', authorizationWith('f0e8', 'f0e9')],
    ['length of the signature', authorizationWith('f0e8', 'f0e')],
  ])('refuses a request with another %s', (_what, request) => {
    expect(problemOf(request).code).toBe('SignatureDoesNotMatch');
  });

  it('refuses a request signed with another secret access key', () => {
    expect(problemOf(getObject, signedAt, () => 'another').code).toBe('SignatureDoesNotMatch');
  });

  it('tells nothing of the secret or the signature it expected', () => {
    const { message } = problemOf({ ...getObject, method: 'PUT' });

    expect(message).not.toMatch(/wJalr|f0e8|[0-9a-f]{16}/);
  });

  it('refuses a signer that is unknown', () => {
    expect(problemOf(authorizationWith('AKIA', 'ASIA')).code).toBe('UnrecognizedClient');
  });

  it('refuses a request without an Authorization header', () => {
    expect(problemOf(withHeaders({ authorization: undefined })).code).toBe('MissingAuthenticationToken');
  });

  it.each([
    ['another algorithm', 'AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256'],
    ['no Credential', 'Credential=', 'Nothing='],
    ['no SignedHeaders', 'SignedHeaders=', 'Nothing='],
    ['no Signature', 'Signature=', 'Nothing='],
  ])('refuses an Authorization header with %s', (_what, from, to) => {
    expect(problemOf(authorizationWith(from, to)).code).toBe('IncompleteSignature');
  });

  it.each([
    ['day', '20130524/', '20130523/'],
    ['service', '/s3/', '/codepipeline/'],
    ['terminator', 'aws4_request', 'aws5_request'],
    ['region, being empty,', 'us-east-1', ''],
  ])('refuses a credential scope of another %s', (_what, from, to) => {
    const { code, message } = problemOf(authorizationWith(from, to));

    expect([code, message]).toEqual(['SignatureDoesNotMatch', expect.stringContaining('credential scope')]);
  });

  it('refuses a request whose x-amz headers or host are not all signed', () => {
    const added = problemOf(withHeaders({ 'x-amz-server-side-encryption': 'aws:kms' }));
    const host = problemOf(authorizationWith('host;', ''));

    expect(added).toMatchObject({
      code: 'SignatureDoesNotMatch',
      message: expect.stringContaining('x-amz-server-side-encryption'),
    });
    expect(host).toMatchObject({ code: 'SignatureDoesNotMatch', message: expect.stringContaining(': host.') });
  });

  it.each([-1, 1])('takes a request 15 minutes off the time and refuses one a second further off (%i)', (direction) => {
    const edge = signedAt + direction * 15 * 60_000;

    const signer = verifySignature(getObject, 's3', secretOf, edge);
    const { code } = problemOf(getObject, edge + direction * 1000);

    expect([signer.accessKeyId, code]).toEqual([accessKeyId, 'RequestExpired']);
  });

  it.each(['', 'yesterday', '20130524T999999Z'])('refuses the date "%s"', (date) => {
    const request = withHeaders({
      'x-amz-date': date,
      authorization: getObject.headers.authorization?.replace('20130524', date.slice(0, 8)),
    });

    expect(problemOf(request).code).toBe('IncompleteSignature');
  });

  it('refuses a signed header that the request does not have, even one named as a property of every object', () => {
    expect(problemOf(authorizationWith('range;', 'constructor;range;')).code).toBe('SignatureDoesNotMatch');
  });
});
