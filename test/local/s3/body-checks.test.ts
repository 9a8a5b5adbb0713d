import { createHash } from 'node:crypto';
import { Agent } from 'node:http';
import { crc32 } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type RawRequest, sendSigned } from './signed-request.ts';
import { bucketName, keyId, outputKey, startStore } from './started-store.ts';

const body = 'hello world';
const crc = crcOf(body);
const STREAMING = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

function crcOf(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString('base64');
}

/** The body in chunks of five bytes, with a trailer. */
const chunks = (trailer: string) => `5\r\nhello\r\n6\r\n world\r\n0\r\n${trailer}\r\n`;

const streaming = {
  'content-encoding': 'aws-chunked',
  'x-amz-content-sha256': STREAMING,
  'x-amz-decoded-content-length': String(body.length),
  'x-amz-trailer': 'x-amz-checksum-crc32',
};

/** Uploads with these headers and gives the answer, what is stored, and what was left lying about. */
async function upload(headers: Record<string, string>, content = body, others: Partial<RawRequest> = {}) {
  const { store, credentials, files, errors } = await startStore();
  const { status, body: answer } = await sendSigned(store.url, {
    method: 'PUT',
    path: `/${bucketName}/${outputKey}`,
    headers: {
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': keyId,
      ...headers,
    },
    body: content,
    credentials: credentials(),
    ...others,
  });
  const code = /<Code>(\w+)<\/Code>/.exec(answer)?.[1];
  const size = (await store.find(bucketName, outputKey))?.size;
  return { status, code, message: answer, size, left: [...(await files('incoming')), ...errors] };
}

describe('an upload', () => {
  it.each([
    ['no more than its length', {}],
    ['Content-MD5', { 'content-md5': createHash('md5').update(body).digest('base64') }],
    ['a checksum', { 'x-amz-checksum-crc32': crc }],
    ['an unsigned payload', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }],
  ])('is taken with %s', async (_what, headers) => {
    expect(await upload(headers)).toMatchObject({ status: 200, size: body.length, left: [] });
  });

  it.each([
    [
      'another SHA-256',
      { 'x-amz-content-sha256': createHash('sha256').digest('hex') },
      'XAmzContentSHA256Mismatch',
      400,
    ],
    ['another Content-MD5', { 'content-md5': createHash('md5').digest('base64') }, 'BadDigest', 400],
    ['no MD5 in Content-MD5', { 'content-md5': 'bm8gTUQ1' }, 'InvalidDigest', 400],
    ['another CRC32', { 'x-amz-checksum-crc32': crcOf('hello') }, 'BadDigest', 400],
    ['another SHA-256 checksum', { 'x-amz-checksum-sha256': createHash('sha256').digest('base64') }, 'BadDigest', 400],
    ['no CRC32 in its header', { 'x-amz-checksum-crc32': 'abc' }, 'InvalidRequest', 400],
    ['two checksums', { 'x-amz-checksum-crc32': crc, 'x-amz-checksum-sha1': crc }, 'InvalidRequest', 400],
    ['the name of a checksum only', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }, 'InvalidRequest', 400],
    ['the name of an unknown checksum', { 'x-amz-sdk-checksum-algorithm': 'MD5' }, 'NotImplemented', 501],
    ['an unknown checksum', { 'x-amz-checksum-xxhash64': 'AAAAAAAAAAA=' }, 'NotImplemented', 501],
    ['an unknown payload hash', { 'x-amz-content-sha256': 'unsigned' }, 'InvalidArgument', 400],
    [
      'chunks signed with another algorithm',
      { 'x-amz-content-sha256': 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' },
      'NotImplemented',
      501,
    ],
    ['no length', { 'transfer-encoding': 'chunked' }, 'MissingContentLength', 411],
    ['over 5 GiB', { ...streaming, 'x-amz-decoded-content-length': String(5 * 1024 ** 3 + 1) }, 'EntityTooLarge', 400],
  ])('is refused with %s', async (_what, headers, code, status) => {
    expect(await upload(headers as Record<string, string>)).toMatchObject({ status, code, size: undefined, left: [] });
  });

  it('is taken in chunks with its checksum in the trailer', async () => {
    expect(await upload(streaming, chunks(`x-amz-checksum-crc32:${crc}\r\n`))).toMatchObject({
      status: 200,
      size: 11,
      left: [],
    });
  });

  it.each([
    ['a wrong checksum in the trailer', chunks(`x-amz-checksum-crc32:${crcOf('x')}\r\n`), 'BadDigest'],
    ['no trailer', chunks(''), 'MalformedTrailerError'],
    ['another trailer', chunks('x-amz-checksum-sha1:abc\r\n'), 'MalformedTrailerError'],
    ['one trailer too many', chunks(`x-amz-checksum-crc32:${crc}\r\nx-amz-meta-a:b\r\n`), 'MalformedTrailerError'],
    [
      'fewer bytes than announced',
      `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${crcOf('hello')}\r\n\r\n`,
      'IncompleteBody',
    ],
    ['more bytes than announced', `c\r\nhello world!\r\n0\r\nx-amz-checksum-crc32:${crc}\r\n\r\n`, 'IncompleteBody'],
    ['no last chunk', '5\r\nhello\r\n6\r\n world\r\n', 'IncompleteBody'],
  ])('in chunks is refused with %s', async (_what, content, code) => {
    expect(await upload(streaming, content)).toMatchObject({ status: 400, code, size: undefined, left: [] });
  });

  it('that sends more than it announced is refused before it ends', async () => {
    const headers = { ...streaming, 'content-length': '10000000' };

    const { status, code } = await upload(headers, `ffff\r\n${'x'.repeat(0xffff)}\r\n`);

    expect([status, code]).toEqual([400, 'IncompleteBody']);
  });

  it('that is refused midway leaves its connection fit for the next', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const { store, credentials } = await startStore();
    const send = (content: string) =>
      sendSigned(store.url, {
        method: 'PUT',
        path: `/${bucketName}/${outputKey}`,
        headers: {
          ...streaming,
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': keyId,
        },
        body: content,
        credentials: credentials(),
        agent,
      });

    const refused = await send(`zz\r\n${'x'.repeat(2_000_000)}`);
    const taken = await send(chunks(`x-amz-checksum-crc32:${crc}\r\n`));

    expect([refused.status, taken.status]).toEqual([400, 200]);
  });
});
