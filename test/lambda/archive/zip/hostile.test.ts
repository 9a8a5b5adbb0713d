import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../../lambda/archive/bytes.ts';
import { openArchive } from '../../../../lambda/archive/zip/open-archive.ts';
import { buildZip, type EndPlan, type EntryPlan, extraField, pack } from './build-zip.ts';
import { hostileBombs } from './hostile-bombs.ts';
import { good, MIB, nestedBomb } from './hostile-case.ts';
import { hostileContents } from './hostile-content.ts';
import { hostileNames } from './hostile-names.ts';
import { hostileStructures } from './hostile-structure.ts';
import { readAll, readTexts } from './read-all.ts';

const refused = [...hostileNames, ...hostileContents, ...hostileStructures, ...hostileBombs];

describe('a hostile archive', () => {
  it.each(refused)('with %s is refused', async (_what, plans, message, end) => {
    const zip = buildZip(plans, end);

    const reading = readAll(zip);

    await expect(reading).rejects.toThrow(
      expect.objectContaining({ name: 'ArchiveError', message: expect.stringMatching(message) }),
    );
  });

  it('that is cut off anywhere is refused', async () => {
    const zip = buildZip([good, { name: 'b', content: 'bee', method: 0 }], { comment: Buffer.from('a comment') });

    const outcomes = await Promise.all(
      Array.from(zip, (_, length) => readAll(zip.subarray(0, length)).catch((error) => error.name)),
    );

    expect(outcomes).toEqual(Array.from(zip, () => 'ArchiveError'));
  });

  it('with 65,536 entries, which its end record cannot count, is refused', async () => {
    const plans = Array.from({ length: 65_536 }, (_, i) => ({ name: `${i}`, method: 0 }));

    const reading = readAll(buildZip(plans, { entries: 65_536 % 2 ** 16 }));

    await expect(reading).rejects.toThrow('counts 0 entries, but its directory lists more');
  });

  it('with something else in its directory is refused', async () => {
    const zip = buildZip([good]);
    zip.writeUInt32LE(0x04034b50, zip.indexOf('PK\x01\x02', 0, 'latin1'));

    const reading = readAll(zip);

    await expect(reading).rejects.toThrow('an entry that it counts is not there');
  });

  it('with a name that runs out of its directory is refused', async () => {
    const zip = buildZip([good]);
    zip.writeUInt16LE(200, zip.indexOf('PK\x01\x02', 0, 'latin1') + 28);

    const reading = readAll(zip);

    await expect(reading).rejects.toThrow('its last entry is cut off');
  });

  it('is refused before its first entry is handed out', async () => {
    const zip = buildZip([good, { name: '../evil' }]);

    const first = openArchive(bufferSource(zip)).entries()[Symbol.asyncIterator]().next();

    await expect(first).rejects.toThrow(/has ".." in its path/);
  });

  it('names the entry at fault in a field of the error', async () => {
    const zip = buildZip([good, { name: 'b', content: 'x', crc: 1 }]);

    const reading = readAll(zip);

    await expect(reading).rejects.toHaveProperty('entry', 'b');
  });
});

/** Each: what looks like an attack and is none, and what is read. */
const harmless: [what: string, plans: EntryPlan[], texts: Record<string, string>, end?: EndPlan][] = [
  [
    'names that Windows keeps for devices, which are names like others elsewhere',
    ['CON', 'nul.txt', 'src/aux.c', 'COM1'].map((name) => ({ name, content: name })),
    { CON: 'CON', 'nul.txt': 'nul.txt', 'src/aux.c': 'src/aux.c', COM1: 'COM1' },
  ],
  [
    'a hard link in a Unix field, which is read as the file that it is beside that',
    [
      {
        name: 'a',
        content: 'x',
        extra: extraField(0x000d, Buffer.concat([Buffer.alloc(12), Buffer.from('/etc/passwd')])),
      },
    ],
    { a: 'x' },
  ],
  [
    'as many extra fields as there is room for',
    [{ name: 'a', content: 'x', extra: Buffer.concat(Array.from({ length: 16_383 }, () => pack([9, 2], [0, 2]))) }],
    { a: 'x' },
  ],
  ['a false end record in its comment', [good], { 'good.txt': 'good' }, { comment: buildZip([]) }],
];

describe('an archive that only looks hostile', () => {
  it.each(harmless)('for %s is read', async (_what, plans, texts, end) => {
    const zip = buildZip(plans, end);

    const read = await readTexts(zip);

    expect(read).toEqual(texts);
  });

  it('for bombs in archives inside it is read without their being opened', async () => {
    const zip = buildZip(nestedBomb());

    const all = await readAll(zip);

    expect(all.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThan(zip.length);
    expect((await readAll(all[0]?.content ?? zip))[0]?.content).toHaveLength(8 * MIB);
  });
});
