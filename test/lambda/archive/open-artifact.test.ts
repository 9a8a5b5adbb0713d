import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ByteSource, bufferSource } from '../../../lambda/archive/bytes.ts';
import { openArtifact } from '../../../lambda/archive/open-artifact.ts';
import { startsWithHeader } from '../../../lambda/archive/tar/header-block.ts';
import { openArchive } from '../../../lambda/archive/zip/open-archive.ts';
import { packedContent } from '../../../lambda/archive/zip/packed-content.ts';
import { buildTar } from './tar/build-tar.ts';
import { gzipMember } from './tar/gzip-member.ts';
import { buildZip } from './zip/build-zip.ts';

const noise = Buffer.from(new Uint32Array(60_000).map((_, index) => Math.imul(index, 2_654_435_761)).buffer);
const zip = buildZip([
  { name: 'a', content: 'of a zip' },
  { name: 'noise', content: noise, method: 0 },
]);
const tar = buildTar({ name: 'a', content: 'of a tar' }, { name: 'noise', content: noise });

/** A source that counts what it is asked for. */
function counted(bytes: Buffer): { source: ByteSource; calls: string[] } {
  const calls: string[] = [];
  const { tail, read } = bufferSource(bytes);
  const source: ByteSource = {
    tail(length) {
      calls.push(`tail ${length}`);
      return tail(length);
    },
    read(offset, length) {
      calls.push(`read ${offset} ${length}`);
      return read(offset, length);
    },
  };
  return { source, calls };
}

const textOfA = async (bytes: Buffer) => Buffer.from(await openArtifact(bufferSource(bytes)).read('a')).toString();

describe('an artifact', () => {
  it.each([
    ['a zip', zip, 'of a zip'],
    ['a tar', tar, 'of a tar'],
    ['a tar.gz', gzipSync(tar), 'of a tar'],
    ['a small zip', buildZip([{ name: 'a', content: 'x' }]), 'x'],
    ['a small tar', buildTar({ name: 'a', content: 'x' }), 'x'],
    ['a small tar.gz', gzipSync(buildTar({ name: 'a', content: 'x' })), 'x'],
    ['a tar without a magic', buildTar({ name: 'a', content: 'x', magic: '' }), 'x'],
    ['a tar with a zip as its last file', buildTar({ name: 'a', content: 'x' }, { name: 'z', content: zip }), 'x'],
    ['a zip with a tar in it', buildZip([{ name: 'a', content: tar, method: 0 }]), tar.toString()],
    ['a zip with a comment', buildZip([{ name: 'a', content: 'x' }], { comment: Buffer.from('words') }), 'x'],
  ])('that is %s is recognised', async (_what, bytes, text) => {
    expect(await textOfA(bytes)).toBe(text);
  });

  it('that is padded gzip data with the sum of a tar header, by chance, is recognised', async () => {
    const bytes = gzipWithSum(0);

    expect(startsWithHeader(bytes)).toBe(true);
    expect(await textOfA(bytes)).toBe('x');
  });

  it.each([
    ['an empty tar', Buffer.alloc(10_240), []],
    ['an empty tar.gz', gzipSync(Buffer.alloc(1024)), []],
    ['a zip that a line break follows', Buffer.concat([zip, Buffer.from('\r\n')]), ['a', 'noise']],
    ['a zip that zeros follow', Buffer.concat([zip, Buffer.alloc(512)]), ['a', 'noise']],
    ['a tar with a zip at its end', buildTar({ name: 'z', content: zip }), ['z']],
  ])('that is %s is read', async (_what, bytes, paths) => {
    const found: string[] = [];

    for await (const { path } of openArtifact(bufferSource(bytes)).entries()) found.push(path);

    expect(found).toEqual(paths);
  });

  it('that is a zip costs the very requests that it would without being recognised', async () => {
    const [direct, recognised] = [counted(zip), counted(zip)];

    await openArchive(direct.source).read('noise');
    await openArtifact(recognised.source).read('noise');

    expect(recognised.calls).toEqual(direct.calls);
  });

  it('that is a zip keeps the packed form of its entries, for copies', async () => {
    for await (const entry of openArtifact(bufferSource(zip)).entries()) {
      expect(packedContent in entry).toBe(true);
    }
  });

  it('that is a tar is asked for its end and its start first, and once for all of its windows', async () => {
    const { source, calls } = counted(tar);

    for await (const _ of openArtifact(source).entries());

    expect(calls.map((call) => call.replace(/^tail .*/, 'tail'))).toEqual([
      'tail',
      'read 0 512',
      `read 0 ${tar.length}`,
    ]);
  });

  it('is looked at only once it is used, and only once', async () => {
    const { source, calls } = counted(tar);

    const artifact = openArtifact(source);
    expect(calls).toEqual([]);
    await artifact.read('a');
    await artifact.read('a');

    expect(calls.filter((call) => call.startsWith('tail'))).toHaveLength(1);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'is not a zip, tar or tar.gz archive: it is empty (0 bytes)'],
    ['a text', Buffer.from('text'), 'is not a zip, tar or tar.gz archive: it is a text'],
    ['an xz file', Buffer.from('fd377a585a0000', 'hex'), 'is not a zip, tar or tar.gz archive: it is an xz file'],
    ['zeros and a text', Buffer.concat([Buffer.alloc(2048), Buffer.from('text')]), 'zeros come first, which end one'],
    ['a few zeros', Buffer.alloc(511), 'is not a zip, tar or tar.gz archive: it is data of an unknown kind'],
    ['half of an end', Buffer.alloc(512), 'does not start as a tar archive does'],
    ['a tar with a damaged start', buildTar({ checksum: '7' }), 'is a tar archive whose first header is damaged'],
    ['a text in gzip data', gzipSync('text'), 'does not start as a tar archive does'],
    ['a zip that is cut off', zip.subarray(0, -1), 'is cut off: its last bytes are missing'],
    ['a zip that something follows', Buffer.concat([zip, noise.subarray(0, 9)]), 'is followed by 9 bytes'],
    ['the start of a zip', zip.subarray(0, 100_000), 'is the start of a zip archive whose end is missing'],
  ])('that is %s is refused by name', async (_what, bytes, message) => {
    await expect(textOfA(bytes)).rejects.toMatchObject({
      name: 'ArchiveError',
      message: expect.stringContaining(message),
    });
  });
});

/** A tar.gz that zeros follow: as a tar header its checksum is blank, and its signed bytes have this sum. */
function gzipWithSum(sum: number): Buffer {
  const content = buildTar({ name: 'a', content: 'x' });
  const deflated = deflateRawSync(content);
  const write = (comment: string) =>
    Buffer.concat([gzipMember(content, deflated, { name: 'a', comment, extra: 'x' }), Buffer.alloc(1024)]);
  const sumOf = (bytes: Buffer) => bytes.subarray(0, 512).reduce((all, byte) => all + ((byte << 24) >> 24), 8 * 0x20);
  const missing = sum - sumOf(write(''));
  const [step, steps] = missing < 0 ? [-128, Math.floor(missing / -128)] : [127, Math.floor(missing / 127)];
  const rest = missing - step * steps;
  return write(String.fromCharCode(...Array(steps).fill(step & 0xff), ...(rest === 0 ? [] : [rest & 0xff])));
}
