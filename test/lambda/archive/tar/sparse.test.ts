import { execFile } from 'node:child_process';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasCommand } from '../../../has-command.ts';
import { buildTar, pax, type TarPlan } from './build-tar.ts';
import { openTarBytes, readTexts } from './read-tar.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
/** More parts than GNU tar's header has places for. */
const PARTS = 30;

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sparse-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

/** GNU tar's header of a sparse file, with a map that goes on in two blocks and data that looks like a header. */
function oldGnu(): TarPlan {
  const [first, last] = [Buffer.alloc(512), Buffer.alloc(512)];
  first[504] = 1;
  const data = buildTar({ name: '../evil', content: 'x' });
  return {
    ...{ name: 'sparse', flag: 'S', magic: 'ustar  ', prefix: `${'\0'.repeat(137)}\x0100000100000\0` },
    content: Buffer.concat([first, last, data]),
    size: `${data.length.toString(8).padStart(11, '0')}\0`,
  };
}

const stored: TarPlan = { name: 'GNUSparseFile.1/sparse', content: 'stored' };
const afterwards: TarPlan = { name: 'after', content: 'after' };

describe('a sparse file in a tar archive', () => {
  it.each<[format: string, plans: TarPlan[], size: number]>([
    ['the format of old GNU tar', [oldGnu()], 0o100000],
    [
      'the first pax format',
      [pax({ 'GNU.sparse.size': '9000', 'GNU.sparse.numblocks': '0', path: 'sparse' }), stored],
      9000,
    ],
    [
      'the second pax format',
      [pax({ 'GNU.sparse.size': '9000', 'GNU.sparse.name': 'sparse', 'GNU.sparse.map': '0,1' }), stored],
      9000,
    ],
    [
      'the third pax format',
      [pax({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'sparse', 'GNU.sparse.realsize': '9000' }), stored],
      9000,
    ],
    ['a pax format without a size', [pax({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'sparse' }), stored], 6],
  ])('is listed and not read, and what follows it is read, in %s', async (_format, plans, size) => {
    const archive = await openTarBytes(buildTar(...plans, afterwards));
    const seen: unknown[] = [];
    for await (const { path, type, size, unreadable } of archive.entries()) {
      seen.push([path, type, size, unreadable?.split(',')[0]]);
    }

    expect(seen).toEqual([
      ['sparse', 'file', size, 'is a sparse file'],
      ['after', 'file', 5, undefined],
    ]);
    expect(Buffer.from(await archive.read('after')).toString()).toBe('after');
    await expect(archive.read('sparse')).rejects.toThrow('Entry "sparse" of the archive is a sparse file');
  });

  it('is refused by name however it is read, also late', async () => {
    const archive = await openTarBytes(buildTar(oldGnu(), afterwards));
    const entries = [];
    for await (const entry of archive.entries()) {
      entries.push(entry);
      if (entry.unreadable === undefined) continue;
      await expect(entry.bytes()).rejects.toMatchObject({ name: 'ArchiveError', entry: 'sparse' });
    }

    for await (const chunk of entries[1]?.stream() ?? []) expect(Buffer.from(chunk).toString()).toBe('after');
    const reading = entries[0]?.stream()[Symbol.asyncIterator]().next();
    await expect(reading).rejects.toMatchObject({ name: 'ArchiveError', entry: 'sparse' });
  });

  it('is refused by name when it is extracted, or left out on demand', async () => {
    const archive = await openTarBytes(buildTar(oldGnu(), afterwards));

    await expect(archive.extract(join(home, 'a'))).rejects.toThrow('Entry "sparse" of the archive is a sparse file');
    const leftOut = await archive.extract(join(home, 'b'), { skip: true });

    expect(leftOut).toEqual([{ path: 'sparse', type: 'file', reason: expect.stringContaining('is a sparse file') }]);
    expect(await readdir(home, { recursive: true })).toEqual(['b', join('b', 'after')]);
  });

  it.each<[what: string, plans: TarPlan[], message: RegExp]>([
    ['climbs', [pax({ 'GNU.sparse.name': '../evil' }), stored], /"..\/evil" .* has ".." in its path/],
    [
      'lies below a file',
      [afterwards, pax({ 'GNU.sparse.name': 'after/x' }), stored],
      /lies in "after", which is a file/,
    ],
    ['is that of a folder', [pax({ 'GNU.sparse.name': 'x/' }), stored], /sparse file by one header and something else/],
    ['is that of a link', [pax({ 'GNU.sparse.name': 'x' }), { flag: '2', target: 'y' }], /something else by another/],
    ['belongs to another format', [{ ...oldGnu(), magic: 'ustar\x0000', prefix: '' }], /outside of the format/],
    ['has a size that is not a number', [pax({ 'GNU.sparse.size': '-1' }), stored], /header with the size "-1"/],
  ])('makes the archive refused when its name or header %s', async (_what, plans, message) => {
    await expect(readTexts(buildTar(...plans))).rejects.toThrow(message);
  });

  it('makes the archive refused when it ends within its map', async () => {
    const cutOff = buildTar(oldGnu()).subarray(0, 1024);

    await expect(readTexts(cutOff)).rejects.toThrow('cut off: it ends in or behind "sparse"');
  });
});

describe.skipIf(!hasCommand('tar', '--version'))(
  'a sparse file that a program packed (skipped where there is none)',
  () => {
    it.each([
      ['tar', ['--sparse', '--format=gnu']],
      ['tar', ['--sparse', '--format=posix', '--sparse-version=0.0']],
      ['tar', ['--sparse', '--format=posix', '--sparse-version=0.1']],
      ['tar', ['--sparse', '--format=posix', '--sparse-version=1.0']],
      ...(hasCommand('bsdtar', '--version') ? [['bsdtar', ['--format=pax', '--read-sparse']] as const] : []),
    ] as const)('is listed with its name and size by %s %j', async (program, args) => {
      const file = await open(join(home, 'sparse'), 'w');
      for (let part = 0; part < PARTS; part++) await file.write('data', part * MIB);
      await file.close();
      await writeFile(join(home, 'text'), 'text');
      await run(program, ['-cf', 'out.tar', ...args, 'sparse', 'text'], { cwd: home });

      const seen: unknown[] = [];
      const archive = await openTarBytes(await readFile(join(home, 'out.tar')));
      for await (const { path, size, unreadable } of archive.entries())
        seen.push([path, size, unreadable !== undefined]);

      const size = (PARTS - 1) * MIB + 4;
      expect([
        [
          ['sparse', size, true],
          ['text', 4, false],
        ],
        [
          ['sparse', size, false],
          ['text', 4, false],
        ],
      ]).toContainEqual(seen);
      expect(Buffer.from(await archive.read('text')).toString()).toBe('text');
    });
  },
);
