import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../../lambda/archive/bytes.ts';
import { type CopyableEntry, createArchive } from '../../../../lambda/archive/zip/create-archive.ts';
import { openArchive } from '../../../../lambda/archive/zip/open-archive.ts';
import { buildZip } from './build-zip.ts';
import { arriving, memorySink, readAll, readTexts, writeZip } from './read-all.ts';

const MIB = 1024 * 1024;
const text = 'the same words again and again, '.repeat(100_000);
/** Where each entry's local header lies, by its signature. */
const localHeaderAt = (zip: Buffer, index: number) => {
  let at = -1;
  for (let i = 0; i <= index; i++) at = zip.indexOf('PK\x03\x04', at + 1, 'latin1');
  return at;
};

describe('write', () => {
  it('takes text, bytes and streams of any size, and folders', async () => {
    const zip = await writeZip(async (archive) => {
      await archive.write('text', 'héllo');
      await archive.write('bytes', Buffer.from('bytes'), { mode: 0o755 });
      await archive.write('stream', arriving('a', '', 'b'));
      await archive.write('nothing', arriving());
      await archive.write('large stream', arriving(text, 'end'));
      await archive.write('large text', text);
      await archive.write('folder/', '');
    });

    const all = await readAll(zip);

    expect(all.map(({ path, type, mode }) => [path, type, mode])).toEqual([
      ['text', 'file', 0o644],
      ['bytes', 'file', 0o755],
      ...['stream', 'nothing', 'large stream', 'large text'].map((path) => [path, 'file', 0o644]),
      ['folder', 'directory', 0o755],
    ]);
    const contents = ['héllo', 'bytes', 'ab', '', `${text}end`, text, ''];
    expect(all.every(({ content }, index) => content.equals(Buffer.from(contents[index] ?? '')))).toBe(true);
  });

  it('gives the same bytes for the same input, however a stream arrives', async () => {
    const whole = await writeZip((archive) => archive.write('f', arriving(text)));
    const pieces = Array.from({ length: Math.ceil(text.length / 999) }, (_, i) => text.slice(i * 999, (i + 1) * 999));

    const inPieces = await writeZip((archive) => archive.write('f', arriving(...pieces)));

    expect(inPieces.equals(whole)).toBe(true);
  });

  it('dates every entry as asked, in UTC', async () => {
    const zip = await writeZip((archive) => archive.write('f', 'x'), new Date('2026-11-24T13:14:16Z'));

    expect([zip.readUInt16LE(10), zip.readUInt16LE(12)]).toEqual([
      (13 << 11) | (14 << 5) | 8,
      (46 << 9) | (11 << 5) | 24,
    ]);
  });

  it('refuses a date that the format cannot hold', () => {
    expect(() => createArchive(memorySink(), { modified: new Date('1979-12-31T23:59:59Z') })).toThrow(
      'allowed from 1980 to 2107',
    );
  });

  it('stores what deflate does not shrink, and deflates the rest', async () => {
    const zip = await writeZip(async (archive) => {
      await archive.write('short', 'xy');
      await archive.write('long', 'y'.repeat(1000));
    });

    const methods = [0, 1].map((index) => zip.readUInt16LE(localHeaderAt(zip, index) + 8));

    expect(methods).toEqual([0, 8]);
  });

  it('puts sizes before the data when it knows them, and behind it for a long stream', async () => {
    const zip = await writeZip(async (archive) => {
      await archive.write('long text', text);
      await archive.write('short stream', arriving('x'));
      await archive.write('long stream', arriving(text));
    });

    const flags = [0, 1, 2].map((index) => zip.readUInt16LE(localHeaderAt(zip, index) + 6));

    expect(flags).toEqual([0x800, 0x800, 0x808]);
  });

  it.each([
    ['../evil', 'has ".." in its path'],
    ['/abs', 'absolute path'],
    ['a\\b', 'backslash'],
    ['a//b', 'empty folder name'],
    ['', 'has no name'],
    ['lone \ud800', 'not valid Unicode'],
    ['TAKEN', 'differs from "taken" only in case'],
    ['taken/f', 'lies in "taken", which is a file'],
  ])('refuses the path %j and can be used on', async (path, message) => {
    const zip = await writeZip(async (archive) => {
      await archive.write('taken', 'x');
      await expect(archive.write(path, 'y')).rejects.toThrow(
        expect.objectContaining({ name: 'ArchiveError', message: expect.stringContaining(message) }),
      );
    });

    expect(await readTexts(zip)).toEqual({ taken: 'x' });
  });

  it('refuses a folder with content, a mode out of range and content of the wrong kind', async () => {
    const archive = createArchive(memorySink());

    await expect(archive.write('folder/', 'x')).rejects.toThrow('its content must be the empty text');
    await expect(archive.write('f', 'x', { mode: 0o100644 })).rejects.toThrow(
      'Modes are allowed from 0 to 0o777, got 0o100644',
    );
    const chunks = (async function* () {
      yield 'text' as unknown as Uint8Array;
    })();
    await expect(archive.write('g', chunks)).rejects.toThrow('chunks of Uint8Array only, got a string');
  });

  it('puts calls that overlap one behind the other', async () => {
    const zip = await writeZip(async (archive) => {
      await Promise.all([
        archive.write('a', arriving('1')),
        archive.write('b', '2'),
        archive.write('c', arriving('3')),
      ]);
    });

    expect(Object.entries(await readTexts(zip))).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ]);
  });

  it('takes nothing more once content or sink have failed, or the archive is finished', async () => {
    const failing = createArchive(memorySink());
    const broken = (async function* () {
      yield Buffer.from(text);
      throw new Error('the source broke');
    })();
    await expect(failing.write('f', broken)).rejects.toThrow('the source broke');
    await expect(failing.finish()).rejects.toThrow('the source broke');
    const full = createArchive({ write: () => Promise.reject(new Error('disk full')) });
    await expect(full.write('f', 'x')).rejects.toThrow('disk full');
    await expect(full.finish()).rejects.toThrow('disk full');
    const finished = createArchive(memorySink());
    await finished.finish();
    await expect(finished.write('f', 'x')).rejects.toThrow('is finished');
    await expect(finished.finish()).rejects.toThrow('is finished');
  });

  it('ends a stream that it cannot write any further', async () => {
    let ended = false;
    const endless = (async function* () {
      try {
        for (;;) yield Buffer.alloc(MIB);
      } finally {
        ended = true;
      }
    })();
    const archive = createArchive({ write: () => Promise.reject(new Error('disk full')) });

    await expect(archive.write('f', endless)).rejects.toThrow('disk full');

    expect(ended).toBe(true);
  });

  it('makes an empty archive that can be read', async () => {
    expect(await readAll(await writeZip(async () => undefined))).toEqual([]);
  });
});

describe('copy', () => {
  const original = buildZip([
    { name: 'tool', content: 'tool '.repeat(99), mode: 0o100755 },
    { name: 'stored', content: 'as it is', method: 0 },
    { name: 'folder/', mode: 0o040700 },
    { name: 'link', content: 'tool', mode: 0o120777 },
    { name: 'windows', content: 'x', madeBy: 20 },
  ]);

  it('takes entries over as they are', async () => {
    const copied = await writeZip(async (archive) => {
      for await (const entry of openArchive(bufferSource(original)).entries()) await archive.copy(entry);
    });

    const expected = (await readAll(original)).map((entry) => ({ ...entry, mode: entry.mode ?? 0o644 }));
    expect(await readAll(copied)).toEqual(expected);
  });

  it('takes packed bytes over without unpacking them, also from an entry that was spread', async () => {
    const packed = Buffer.from('no deflate stream at all');
    const zip = buildZip([{ name: 'f', content: 'x', packed }]);

    const copied = await writeZip(async (archive) => {
      for await (const entry of openArchive(bufferSource(zip)).entries()) await archive.copy({ ...entry });
    });

    expect(copied.includes(packed)).toBe(true);
  });

  it('reads and packs an entry that is not of our own reader', async () => {
    const foreign: CopyableEntry = {
      path: 'f',
      type: 'file',
      size: 5,
      mode: undefined,
      stream: () => arriving('hello'),
      bytes: async () => Buffer.from('hello'),
    };

    const copied = await writeZip((archive) => archive.copy(foreign));

    expect(await readTexts(copied)).toEqual({ f: 'hello' });
  });

  it('refuses a foreign link that leads outside', async () => {
    const bytes = async () => Buffer.from('../../etc');
    const foreign: CopyableEntry = {
      path: 'l',
      type: 'symlink',
      size: 9,
      mode: 0o777,
      stream: () => arriving(),
      bytes,
    };

    const copying = createArchive(memorySink()).copy(foreign);

    await expect(copying).rejects.toThrow('lies outside the archive');
  });
});
