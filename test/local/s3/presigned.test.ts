import { describe, expect, it } from 'vitest';
import { isPresigned } from '../../../local/http/authorization.ts';
import { verifySignature } from '../../../local/http/signature.ts';
import { encryptionHeaders, presign, send, sendSigned } from './signed-request.ts';
import { bucketName, inputKey, keyId, outputKey, startStore } from './started-store.ts';

const input = `/${bucketName}/${inputKey}`;
const output = `/${bucketName}/${outputKey}`;

const codeOf = (body: string) => /<Code>(\w+)</.exec(body)?.[1];

describe('a presigned URL', () => {
  it('is verified as in the example of the Amazon S3 API Reference', () => {
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
    const request = {
      method: 'GET',
      url: `/test.txt?${query}`,
      headers: { host: 'examplebucket.s3.amazonaws.com' },
      payloadHash: 'UNSIGNED-PAYLOAD',
    };
    const secretOf = () => 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

    const { accessKeyId } = verifySignature(request, 's3', secretOf, Date.parse('2013-05-24T23:59:59Z'));

    expect(isPresigned(request)).toBe(true);
    expect(accessKeyId).toBe('AKIAIOSFODNN7EXAMPLE');
    // Only S3 has them.
    expect(() => verifySignature(request, 'codepipeline', secretOf, 0)).toThrow('no Authorization header');
  });

  it('reads what the job may read, with no other credentials', async () => {
    const { store, credentials, seed } = await startStore();
    await seed('the input');
    const url = (path: string) => presign(store.url, { method: 'GET', path, credentials: credentials() });

    const read = await send(store.url, { path: url(input) });
    const other = await send(store.url, { path: url(`/${bucketName}/other/key`) });

    expect([read.status, read.body]).toEqual([200, 'the input']);
    expect([other.status, codeOf(other.body)]).toEqual([403, 'AccessDenied']);
  });

  it('names the headers of the answer, if it says so', async () => {
    const { store, credentials, seed } = await startStore();
    await seed('the input');
    const raw = { method: 'GET', path: input, credentials: credentials() };
    const ask = (value: string) =>
      send(store.url, { path: presign(store.url, raw, { parameters: { 'response-content-disposition': value } }) });

    const good = await ask('attachment; filename="a.zip"');
    const bad = await ask('a\r\nset-cookie: b');

    expect(good.headers['content-disposition']).toBe('attachment; filename="a.zip"');
    expect([bad.status, codeOf(bad.body)]).toEqual([400, 'InvalidArgument']);
  });

  it('uploads with the headers that were signed, wherever the SDK put them', async () => {
    const { store, credentials } = await startStore();
    const raw = { method: 'PUT', path: output, credentials: credentials() };
    const headers = encryptionHeaders(keyId);
    const inHeaders = presign(store.url, { ...raw, headers });
    const inQuery = presign(store.url, raw, {
      parameters: { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD', 'x-amz-meta-a': 'b', ...headers },
    });

    const first = await send(store.url, {
      method: 'PUT',
      path: inHeaders,
      headers: { ...headers, 'content-length': '3' },
      body: 'one',
    });
    const second = await send(store.url, {
      method: 'PUT',
      path: inQuery,
      headers: { 'content-length': '4' },
      body: 'next',
    });
    const read = await send(store.url, { path: presign(store.url, { ...raw, method: 'GET' }) });

    expect([first.status, second.status]).toEqual([200, 200]);
    expect([read.body, read.headers['x-amz-meta-a']]).toEqual(['next', 'b']);
  });

  it('uploads nothing with a header that was not signed, without its key, or to where the job may not write', async () => {
    const { store, credentials, files } = await startStore();
    const raw = { method: 'PUT', path: output, credentials: credentials() };
    const headers = encryptionHeaders(keyId);
    const put = (path: string, sent: Record<string, string>) =>
      send(store.url, { method: 'PUT', path, headers: { ...sent, 'content-length': '1' }, body: 'x' });

    const unsigned = await put(presign(store.url, raw), headers);
    const plain = await put(presign(store.url, raw), {});
    const elsewhere = await put(presign(store.url, { ...raw, path: input, headers }), headers);

    expect([unsigned, plain, elsewhere].map(({ body }) => codeOf(body))).toEqual([
      'SignatureDoesNotMatch',
      'AccessDenied',
      'AccessDenied',
    ]);
    expect(await files('data')).toEqual([]);
  });

  it.each<[string, string, number | string, number]>([
    ['its time is over', 'AccessDenied', 60, -60],
    ['its time has not come', 'AccessDenied', 60, 16 * 60],
    ['it is to be good for over seven days', 'AuthorizationQueryParametersError', 604_801, 0],
    ['it is good for no time', 'AuthorizationQueryParametersError', 0, 0],
    ['its time is no number', 'AuthorizationQueryParametersError', 'ever', 0],
  ])('is refused when %s', async (_what, code, expires, offsetSeconds) => {
    const { store, credentials, seed } = await startStore();
    await seed('the input');
    const time = new Date(Date.now() + offsetSeconds * 1000);

    const path = presign(store.url, { method: 'GET', path: input, credentials: credentials(), time }, { expires });

    expect(codeOf((await send(store.url, { path })).body)).toBe(code);
  });

  it('is refused for another method, another key, a parameter more, and the end of its credentials', async () => {
    let now = Date.now();
    const { store, credentials, seed } = await startStore({ now: () => now });
    await seed('the input');
    const path = presign(store.url, { method: 'GET', path: input, credentials: credentials({}, 60) });
    const codes = async (...requests: Parameters<typeof send>[1][]) =>
      await Promise.all(requests.map(async (request) => codeOf((await send(store.url, request)).body)));

    const tampered = await codes(
      { path, method: 'PUT' },
      { path: path.replace(input, output) },
      { path: `${path}&response-expires=0` },
      { path: path.replace(/Security-Token=[^&]+/, 'Security-Token=abc') },
      { path: `${path}&X-Amz-Signature=00` },
    );
    now += 60_000;
    const late = await codes({ path });

    expect(tampered).toEqual([
      'SignatureDoesNotMatch',
      'SignatureDoesNotMatch',
      'SignatureDoesNotMatch',
      'InvalidToken',
      'AuthorizationQueryParametersError',
    ]);
    expect(late).toEqual(['ExpiredToken']);
  });

  it('is refused beside an Authorization header', async () => {
    const { store, credentials } = await startStore();
    const [path, query] = presign(store.url, { method: 'GET', path: input, credentials: credentials() }).split('?');

    const raw = { method: 'GET', path: path ?? '', credentials: credentials(), query: query ?? '' };
    const { body } = await sendSigned(store.url, raw);

    expect(['InvalidArgument', 'SignatureDoesNotMatch']).toContain(codeOf(body));
  });
});
