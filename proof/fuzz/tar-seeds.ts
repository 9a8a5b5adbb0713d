import { gzipSync } from 'node:zlib';
import { BLOCK_BYTES, paxRecord, type TarHeader, writeEntry } from './tar-blocks.ts';

const TEXT = 'to be read '.repeat(20);
const LONG_NAME = `${'n'.repeat(120)}/${'m'.repeat(120)}`;
const LONG_BYTES = 40_000;

const GNU = 'ustar  \0';
const PLAIN: TarHeader[] = [
  { name: './', flag: '5' },
  { name: './folder/', flag: '5' },
  { name: './folder/text.txt', content: TEXT },
  { name: './link', flag: '2', target: 'folder/text.txt' },
  { name: './twin', flag: '1', target: './folder/text.txt' },
  { name: './contiguous', flag: '7', content: 'x' },
  { name: './device', flag: '3' },
  { name: './pipe', flag: '6' },
];
const PAX: TarHeader[] = [
  { name: 'pax_global_header', flag: 'g', content: paxRecord('comment', 'a'.repeat(40)) },
  { name: 'pax', flag: 'x', content: paxRecord('path', LONG_NAME) + paxRecord('mtime', '-1.5') },
  { name: 'short', content: TEXT },
  { name: 'pax', flag: 'x', content: paxRecord('size', '11') + paxRecord('linkpath', 'é') },
  { name: 'sized', content: TEXT.slice(0, 11) },
];
const WITH_GNU: TarHeader[] = [
  { name: 'label', flag: 'V', magic: GNU },
  { name: '././@LongLink', flag: 'L', magic: GNU, content: `${LONG_NAME}\0` },
  { name: LONG_NAME, magic: GNU, content: 'x' },
  { name: '././@LongLink', flag: 'K', magic: GNU, content: `${LONG_NAME}\0` },
  { name: 'link', flag: '2', target: 'short', magic: GNU },
  { name: 'listed/', flag: 'D', magic: GNU, content: 'Ya\0\0' },
];
const SPARSE: TarHeader[] = [
  { name: 'whole', content: TEXT },
  {
    ...{ name: 'pax', flag: 'x' },
    content:
      paxRecord('GNU.sparse.major', '1') + paxRecord('GNU.sparse.name', 'a') + paxRecord('GNU.sparse.realsize', '9'),
  },
  { name: 'GNUSparseFile.1/a', content: '1\n0\n1\nx' },
  { name: 'b', flag: 'S', magic: GNU, content: TEXT },
];
const OLD: TarHeader[] = [
  { name: 'old/', flag: '\0', magic: '' },
  { name: 'old/file', flag: '\0', magic: '', content: TEXT },
];

const tarOf = (headers: readonly TarHeader[]) =>
  Buffer.concat([...headers.map(writeEntry), Buffer.alloc(2 * BLOCK_BYTES)]);

/** Small archives with everything that a tar archive can have, plain and in gzip data. */
export function writeTarSeeds(): Buffer[] {
  const tars = [PLAIN, PAX, WITH_GNU, SPARSE, OLD, [], [{ name: 'long', content: 'x'.repeat(LONG_BYTES) }]].map(tarOf);
  const [first = Buffer.alloc(0)] = tars;
  const members = [gzipSync(first.subarray(0, 700)), gzipSync(first.subarray(700)), Buffer.alloc(600)];
  return [...tars, ...tars.map((tar) => gzipSync(tar)), Buffer.concat(members)];
}
