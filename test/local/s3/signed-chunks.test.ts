import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifySignature } from '../../../local/http/signature.ts';
import { decodeAwsChunked } from '../../../local/s3/aws-chunked.ts';
import { createBodySignature } from '../../../local/s3/body-signature.ts';
import { createCrc32 } from '../../../local/s3/crc.ts';
import { encryptionHeaders, sendSignedChunks } from './signed-request.ts';
import { bucketName, keyId, outputKey, startStore } from './started-store.ts';

const path = `/${bucketName}/${outputKey}`;
const chunks = ['a'.repeat(9000), 'b'.repeat(100)];

function crcOf(text: string): string {
  const crc = createCrc32();
  crc.update(Buffer.from(text));
  return crc.digest().toString('base64');
}

/** The two examples of the Amazon S3 API Reference: 65 KiB of the letter a, in two chunks. */
const examples = [
  {
    name: 'signed chunks',
    payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    headers: { 'content-length': '66824' },
    signatures: [
      'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
      '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
      'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
    ],
    end: '',
  },
  {
    name: 'signed chunks and trailers',
    payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    seed: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    headers: { 'x-amz-trailer': 'x-amz-checksum-crc32c' },
    signatures: [
      'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
      '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
      '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
    ],
    end:
      'x-amz-checksum-crc32c:sOO8/Q==\r\n' +
      'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n',
  },
];

async function decodeExample({ payloadHash, seed, headers, signatures, end }: (typeof examples)[number]) {
  const all: Record<string, string> = {
    'content-encoding': 'aws-chunked',
    host: 's3.amazonaws.com',
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': '20130524T000000Z',
    'x-amz-decoded-content-length': '66560',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    ...headers,
  };
  const credential = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${Object.keys(all).sort().join(';')},Signature=${seed}`;
  const request = {
    method: 'PUT',
    url: '/examplebucket/chunkObject.txt',
    payloadHash,
    headers: { ...all, authorization },
  };
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const verified = verifySignature(request, 's3', () => secret, Date.parse('2013-05-24T00:00:00Z'));
  const body = [65_536, 1024, 0].map(
    (size, index) =>
      `${size.toString(16)};chunk-signature=${signatures[index]}\r\n${'a'.repeat(size)}${size > 0 ? '\r\n' : ''}`,
  );
  const trailers = new Map<string, string>();
  const signature = createBodySignature(verified);
  const source = (async function* () {
    yield Buffer.from(`${body.join('')}${end}\r\n`);
  })();
  let length = 0;
  for await (const piece of decodeAwsChunked(source, { trailers, signature, signsTrailers: end !== '' })) {
    length += piece.length;
  }
  return { length, trailers: Object.fromEntries(trailers) };
}

describe('the signatures in a body', () => {
  it.each(examples)('are verified as in the example of the Amazon S3 API Reference: $name', async (example) => {
    const trailers = example.end === '' ? {} : { 'x-amz-checksum-crc32c': 'sOO8/Q==' };

    expect(await decodeExample(example)).toEqual({ length: 66_560, trailers });
  });

  it.each([0, 1, 2])('are refused when that of chunk %i is another', async (index) => {
    const [example] = examples;
    if (example === undefined) throw new Error('no example');
    const signatures = example.signatures.with(index, createHash('sha256').digest('hex'));

    await expect(decodeExample({ ...example, signatures })).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});

describe.each<[string, Record<string, string> | undefined]>([
  ['without trailers', undefined],
  ['with trailers', { 'x-amz-checksum-crc32': crcOf(chunks.join('')) }],
])('an upload in signed chunks %s', (_name, trailers) => {
  async function upload(tamper?: (body: string) => string) {
    const { store, credentials, files } = await startStore();
    const headers = encryptionHeaders(keyId);
    const raw = { method: 'PUT', path, headers, credentials: credentials(), chunks, ...(trailers && { trailers }) };
    const { status, body } = await sendSignedChunks(store.url, raw, tamper);
    const left = [...(await files('incoming')), ...(await files('data'))].length;
    return {
      status,
      code: /<Code>(\w+)</.exec(body)?.[1],
      size: (await store.find(bucketName, outputKey))?.size,
      left,
    };
  }

  it('is taken', async () => {
    expect(await upload()).toEqual({ status: 200, code: undefined, size: 9100, left: 1 });
  });

  it.each<[string, (body: string) => string, string]>([
    ['another byte in the first chunk', (body) => body.replace('aaa', 'aca'), 'SignatureDoesNotMatch'],
    ['another byte in the last chunk', (body) => body.replace('bbb', 'bcb'), 'SignatureDoesNotMatch'],
    ['a chunk without signature', (body) => body.replace(/;chunk-signature=\w+/, ''), 'IncompleteBody'],
    ['two signatures in the wrong order', swapSignatures, 'SignatureDoesNotMatch'],
    ['a last chunk that is not signed', (body) => body.replace(/\r\n0;chunk-signature=\w+/, '\r\n0'), 'IncompleteBody'],
  ])('is refused with %s, and leaves nothing', async (_what, tamper, code) => {
    expect(await upload(tamper)).toMatchObject({ code, size: undefined, left: 0 });
  });

  it.runIf(trailers !== undefined).each<[string, (body: string) => string, string]>([
    ['another trailer', (body) => body.replace(/crc32:.{8}/, `crc32:${crcOf('x')}`), 'SignatureDoesNotMatch'],
    [
      'trailers that are not signed',
      (body) => body.replace(/x-amz-trailer-signature:\w+\r\n/, ''),
      'MalformedTrailerError',
    ],
    [
      'a trailer behind the signature',
      (body) => body.replace(/(x-amz-checksum-crc32:.{8}\r\n)(x-amz-trailer-signature:\w+\r\n)/, '$2$1'),
      'MalformedTrailerError',
    ],
  ])('is refused with %s, and leaves nothing', async (_what, tamper, code) => {
    expect(await upload(tamper)).toMatchObject({ code, size: undefined, left: 0 });
  });
});

function swapSignatures(body: string): string {
  const [first = '', second = ''] = [...body.matchAll(/chunk-signature=(\w+)/g)].map(([, signature = '']) => signature);
  return body.replace(first, 'FIRST').replace(second, first).replace('FIRST', second);
}
