import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildZip, pack } from './build-zip.ts';
import { readAll, readTexts } from './read-all.ts';

function tarOf(name: string): Buffer {
  const header = Buffer.alloc(1024);
  header.write(name);
  header.write('ustar', 257);
  return header;
}

/** An end record for a directory of this extent, with room for a comment of this length. */
const endRecord = (entries: number, size: number, offset: number, comment: number) =>
  pack([0x06054b50, 4], [0, 4], [entries, 2], [entries, 2], [size, 4], [offset, 4], [comment, 2]);

describe('what is not a zip archive', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'empty (0 bytes)'],
    ['a gzip file', gzipSync('text'), 'a gzip file'],
    ['a tar archive', tarOf('file'), 'a tar archive'],
    ['a text', Buffer.from('Just a text.\n'), 'a text'],
    ['a JSON text', Buffer.from('{ "a": 1 }'), 'a JSON text'],
    ['an error page', Buffer.from('<?xml version="1.0"?><Error/>'), 'an XML or HTML text'],
    ['noise', Buffer.from([1, 2, 3, 200, 0]), 'data of an unknown kind'],
    [
      'a zip without its end',
      buildZip([{ name: 'a' }]).subarray(0, 40),
      'the start of a zip archive whose end is missing',
    ],
  ])('is called by its name when it is %s', async (_what, bytes, kind) => {
    const reading = readAll(bytes);

    await expect(reading).rejects.toThrow(`The archive is not a zip archive: it is ${kind}.`);
  });

  it('is told apart when it is larger than the part that is read first', async () => {
    const reading = readAll(Buffer.concat([gzipSync('text'), Buffer.alloc(200_000)]));

    await expect(reading).rejects.toThrow('it is a gzip file');
  });
});

describe('the end of an archive', () => {
  it('is missed when its comment is cut off', async () => {
    const zip = buildZip([{ name: 'a' }], { comment: Buffer.from('a comment') });

    const reading = readAll(zip.subarray(0, -1));

    await expect(reading).rejects.toThrow('The archive is cut off: its last bytes are missing.');
  });

  it('is found before a comment of the greatest length', async () => {
    const zip = buildZip([{ name: 'a', content: 'x' }], { comment: Buffer.alloc(65_535, 'PK') });

    const texts = await readTexts(zip);

    expect(texts).toEqual({ a: 'x' });
  });

  it('is not mistaken for a false end record in the comment', async () => {
    const zip = buildZip([{ name: 'a', content: 'x' }], {
      comment: Buffer.concat([endRecord(0, 0, 0, 3), Buffer.from('abc')]),
    });

    const texts = await readTexts(zip);

    expect(texts).toEqual({ a: 'x' });
  });

  it('is refused when a comment holds a second directory that fits', async () => {
    const honest = buildZip([{ name: 'a', content: 'x' }]);
    const hidden = endRecord(0, 0, honest.length, 0);
    const zip = buildZip([{ name: 'a', content: 'x' }], { comment: hidden });

    const reading = readAll(zip);

    await expect(reading).rejects.toThrow('two ends, one of them hidden in a comment');
  });
});
