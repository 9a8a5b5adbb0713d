import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../../lambda/archive/bytes.ts';
import { checkLinkTarget } from '../../../../lambda/archive/entry-path.ts';
import { openArchive } from '../../../../lambda/archive/zip/open-archive.ts';
import { buildZip, pack } from './build-zip.ts';
import { readAll, writeZip } from './read-all.ts';

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => !/[/\\\p{Cc}:]|^\.\.?$/u.test(text));
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
/** Random bytes, repeated: short noise, long repetition and what lies between. */
const content = fc.record({ seed: fc.uint8Array({ minLength: 1, maxLength: 2000 }), length: fc.nat(100_000) });
const pieces = fc.option(fc.integer({ min: 1, max: 5000 }));
const entry = fc.record({ path, content, mode: fc.nat(0o777), pieces });

/** Comparing hashes spares comparing long buffers byte by byte. */
const summarise = ({ content, ...rest }: { content: Buffer }) => ({ ...rest, hash: hash('sha256', content) });

async function* cut(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

describe('archives in general', () => {
  it('give back every entry that the writer took', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
        const taken: { path: string; type: string; mode: number; content: Buffer }[] = [];
        const zip = await writeZip(async (archive) => {
          for (const { path, content, mode, pieces } of entries) {
            const bytes = Buffer.alloc(content.length, content.seed);
            const given = pieces === null ? bytes : cut(bytes, pieces);
            const written = await archive.write(path, given, { mode }).then(() => true, refuseOthers);
            if (written) taken.push({ path, type: 'file', mode, content: bytes });
          }
        });
        const read = await readAll(zip);
        expect(read.map(summarise)).toEqual(taken.map(summarise));
      }),
      { numRuns: 150 },
    );
  });

  it.each(samples())(
    'are read or refused with an ArchiveError whatever bytes are changed: %s',
    async (_what, zip, numRuns) => {
      expect(await readAll(zip)).not.toEqual([]);
      const change = fc.record({ at: fc.nat(zip.length - 1), value: fc.oneof(fc.nat(255), fc.constantFrom(0, 0xff)) });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
          const changed = Buffer.from(zip);
          for (const { at, value } of changes) changed[at] = value;
          await readAll(changed).catch(refuseOthers);
        }),
        { numRuns },
      );
    },
  );

  it.each(samples())(
    'are read or refused with an ArchiveError whatever stretch is left out or repeated: %s',
    async (_what, zip, numRuns) => {
      const place = fc.nat(zip.length);
      await fc.assert(
        fc.asyncProperty(place, place, async (from, to) => {
          await readAll(Buffer.concat([zip.subarray(0, from), zip.subarray(to)])).catch(refuseOthers);
        }),
        { numRuns },
      );
    },
  );

  it('are refused with an ArchiveError whatever noise stands in their place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const end = pack([0x06054b50, 4], [0, 4], [1, 2], [1, 2], [bytes.length, 4], [0, 4], [0, 2]);
        const reading = openArchive(bufferSource(Buffer.concat([bytes, end]))).read('a');
        await expect(reading).rejects.toHaveProperty('name', 'ArchiveError');
      }),
    );
  });
});

describe('a link target that is allowed', () => {
  it('never leads outside, whatever it is made of', () => {
    const part = fc.constantFrom('..', '.', '', 'a', 'b');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.integer({ min: 1, max: 4 }), (parts, depth) => {
        const folders = Array.from({ length: depth - 1 }, () => 'd');
        if (!allows([...folders, 'link'].join('/'), parts.join('/'))) return;
        let level = folders.length;
        for (const step of parts) {
          level += step === '..' ? -1 : step === '.' || step === '' ? 0 : 1;
          expect(level).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function allows(path: string, target: string): boolean {
  try {
    checkLinkTarget(path, target);
    return true;
  } catch (error) {
    return refuseOthers(error);
  }
}

function refuseOthers(error: unknown): false {
  if (!(error instanceof Error && error.name === 'ArchiveError')) throw error;
  return false;
}

/** One archive with everything in it, and one whose entry is large enough to be streamed. */
function samples(): [what: string, zip: Buffer, numRuns: number][] {
  const descriptor = pack([0x08074b50, 4], [0x3610a686, 4], [7, 4], [5, 4]);
  const varied = buildZip(
    [
      { name: 'folder/', mode: 0o040755 },
      { name: 'folder/link', content: '../plain', mode: 0o120777 },
      {
        name: 'plain',
        content: 'hello',
        flags: 0x808,
        local: { crc: 0, size: 0, compressedSize: 0 },
        after: descriptor,
      },
      { name: 'stored', content: 'as it is', method: 0 },
    ],
    { comment: Buffer.from('a comment'), zip64: {} },
  );
  const content = Buffer.alloc(1024 * 1024 + 9);
  for (let at = 0; at < content.length - 4; at += 512) content.writeUInt32LE(at, at);
  return [
    ['many kinds of entries', varied, 2000],
    ['one large entry', buildZip([{ name: 'large', content }]), 150],
  ];
}
