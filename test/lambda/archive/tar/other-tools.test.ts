import { execFile } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasCommand } from '../../../has-command.ts';
import { openTarBytes, readTexts } from './read-tar.ts';

const run = promisify(execFile);
const longName = `${'n'.repeat(120)}.txt`;
const withTar = it.skipIf(!hasCommand('tar', '--version'));

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'other-tars-'));
  await mkdir(join(home, 'in', 'folder'), { recursive: true });
  await writeFile(join(home, 'in', 'folder', 'héllo'), 'accents');
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

/** Packs the folder `in` with these arguments. */
async function packFolder(...args: string[]): Promise<Buffer> {
  const file = join(home, 'out');
  await run('tar', ['-cf', file, ...args, '-C', join(home, 'in'), '.'], { cwd: home });
  return readFile(file);
}

describe('an archive of the program tar (skipped where there is none)', () => {
  withTar.each(['gnu', 'pax'])('in the format %s is read, long names and links included', async (format) => {
    await writeFile(join(home, 'in', longName), 'long');
    await symlink(longName, join(home, 'in', 'link'));

    const texts = await readTexts(await packFolder('--format', format));

    expect(texts).toEqual({ folder: '', 'folder/héllo': 'accents', [longName]: 'long', link: longName });
  });

  withTar.each(['v7', 'ustar'])('in the format %s is read', async (format) => {
    const texts = await readTexts(await packFolder('--format', format));

    expect(texts).toEqual({ folder: '', 'folder/héllo': 'accents' });
  });

  withTar('is read when gzip packed it', async () => {
    const texts = await readTexts(await packFolder('--gzip'), 'gzip');

    expect(texts).toEqual({ folder: '', 'folder/héllo': 'accents' });
  });

  withTar('is read with its hard links, which have their bytes by name', async () => {
    await link(join(home, 'in', 'folder', 'héllo'), join(home, 'in', 'folder', 'twin'));

    const archive = await openTarBytes(await packFolder());
    const entries: Record<string, string | undefined> = {};
    for await (const { path, type, linkTarget } of archive.entries())
      if (type !== 'directory') entries[path] = linkTarget;

    expect(Object.values(entries).toSorted()).toEqual([expect.stringMatching(/^folder\/(héllo|twin)$/), undefined]);
    for (const path of Object.keys(entries)) expect(Buffer.from(await archive.read(path)).toString()).toBe('accents');
  });

  withTar.each([
    ['a label', ['--label=backup of today']],
    ['the list of each folder', ['--listed-incremental=snapshot']],
    ['the list of each folder, in pax headers', ['--listed-incremental=snapshot', '--format=posix']],
    ['a label in a pax header', ['--label=backup', '--format=posix']],
  ])('with %s is read', async (_what, args) => {
    const texts = await readTexts(await packFolder(...args));

    expect(texts).toEqual({ folder: '', 'folder/héllo': 'accents' });
  });
});

describe('an archive of modern-tar', () => {
  it('is read, long names and links included', async () => {
    const bytes = await packTar([
      { header: { name: 'folder/', type: 'directory', size: 0 } },
      { header: { name: `folder/${longName}`, size: 4 }, body: 'long' },
      { header: { name: 'link', type: 'symlink', linkname: `folder/${longName}`, size: 0 } },
    ]);

    const texts = await readTexts(bytes);

    expect(texts).toEqual({ folder: '', [`folder/${longName}`]: 'long', link: `folder/${longName}` });
  });
});
