import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../lambda/archive/bytes.ts';
import { type ArchiveEntry, openArchive } from '../../../lambda/archive/zip/open-archive.ts';
import { zipFolder } from '../../../local/codepipeline/local-api/zip-folder.ts';
import { temporaryFolder } from './start-plane.ts';

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = join(await temporaryFolder(), 'source');
  await mkdir(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

async function entriesOf(file: string): Promise<[string, ArchiveEntry['type'], string][]> {
  const entries: [string, ArchiveEntry['type'], string][] = [];
  for await (const entry of openArchive(bufferSource(await readFile(file))).entries()) {
    entries.push([entry.path, entry.type, Buffer.from(await entry.bytes()).toString()]);
  }
  return entries;
}

describe('a folder', () => {
  it('becomes a zip of its files in order of name, without .git and node_modules', async () => {
    const folder = await folderWith({
      'b/c.txt': 'c',
      'a.txt': 'a',
      '.git/HEAD': 'ref',
      'b/node_modules/x.js': 'x',
      '.gitignore': '*.o',
      'empty.txt': '',
    });
    const file = `${folder}.zip`;

    await zipFolder(folder, file);

    expect(await entriesOf(file)).toEqual([
      ['.gitignore', 'file', '*.o'],
      ['a.txt', 'file', 'a'],
      ['b/c.txt', 'file', 'c'],
      ['empty.txt', 'file', ''],
    ]);
  });

  it('keeps executable bits and symbolic links', async () => {
    const folder = await folderWith({ 'run.sh': '#!/bin/sh' });
    await chmod(join(folder, 'run.sh'), 0o755);
    await symlink('run.sh', join(folder, 'start'));

    await zipFolder(folder, `${folder}.zip`);

    const modes: (number | undefined)[] = [];
    for await (const entry of openArchive(bufferSource(await readFile(`${folder}.zip`))).entries())
      modes.push(entry.mode);
    expect(modes[0]).toBe(0o755);
    expect((await entriesOf(`${folder}.zip`))[1]).toEqual(['start', 'symlink', 'run.sh']);
  });

  it('may be empty', async () => {
    const folder = await folderWith({});

    await zipFolder(folder, `${folder}.zip`);

    expect(await entriesOf(`${folder}.zip`)).toEqual([]);
  });

  it('is left without links that lead out of it and without what is no file', async () => {
    const folder = await folderWith({ 'a.txt': 'a' });
    await symlink('../../secrets', join(folder, 'out'));
    await symlink('/etc/passwd', join(folder, 'absolute'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);

    await zipFolder(folder, `${folder}.zip`);

    expect(await entriesOf(`${folder}.zip`)).toEqual([['a.txt', 'file', 'a']]);
  });

  it('gives nothing of a file outside of it by links that lead there only one through the other', async () => {
    const folder = await folderWith({ 'top/t': 't', 'a/b/c/d': 'd' });
    await writeFile(join(folder, '../secret'), 'outside');
    await symlink('../../../top', join(folder, 'a/b/c/l'));
    await symlink('a/b/c/l/../../secret', join(folder, 'evil'));
    expect(await readFile(join(folder, 'evil'), 'utf8')).toBe('outside');

    const { links } = await zipFolder(folder, `${folder}.zip`);

    expect(links).toBe(1);
    expect((await entriesOf(`${folder}.zip`)).map(([path]) => path)).toEqual(['a/b/c/d', 'a/b/c/l', 'top/t']);
  });

  it('is refused when a file becomes a link out of it while it is packed', async () => {
    const folder = await folderWith({ 'a.txt': 'a', 'b.txt': 'b' });
    await writeFile(`${folder}-secret`, 'outside');
    const swap = () => {
      rmSync(join(folder, 'b.txt'), { force: true });
      symlinkSync(`${folder}-secret`, join(folder, 'b.txt'));
    };

    const packing = zipFolder(folder, `${folder}.zip`, { onPacked: swap });

    await expect(packing).rejects.toThrow('ELOOP');
    expect((await readFile(`${folder}.zip`)).includes('outside')).toBe(false);
  });

  it('is refused for a name that no archive may hold, which is named', async () => {
    const folder = await folderWith({ 'a\\b': 'a' });

    await expect(zipFolder(folder, `${folder}.zip`)).rejects.toThrow('has a backslash in its name');
  });

  it('leaves out what git ignores, unless that is wanted, and counts it', async () => {
    const folder = await folderWith({
      '.gitignore': 'dist/\n*.log\n',
      'src/main.ts': 'code',
      'src/debug.log': 'noise',
      'dist/a.js': 'built',
      'dist/deep/b.js': 'built',
    });
    execFileSync('git', ['-C', folder, 'init', '--quiet']);

    const leftOut = await zipFolder(folder, `${folder}.zip`);
    const whole = await zipFolder(folder, `${folder}-all.zip`, { includeIgnored: true });

    expect((await entriesOf(`${folder}.zip`)).map(([path]) => path)).toEqual(['.gitignore', 'src/main.ts']);
    expect(leftOut).toMatchObject({ ignored: 2, folders: 1 });
    expect(await entriesOf(`${folder}-all.zip`)).toHaveLength(5);
    expect(whole.ignored).toBe(0);
  });

  it('runs no program that the repository of a folder names', async () => {
    const folder = await folderWith({ 'a.txt': 'a' });
    execFileSync('git', ['-C', folder, 'init', '--quiet']);
    const trace = `${folder}-was-run`;
    execFileSync('git', ['-C', folder, 'config', 'core.fsmonitor', `touch ${trace}; false`]);

    await zipFolder(folder, `${folder}.zip`);

    await expect(readFile(trace)).rejects.toThrow('ENOENT');
    expect(await entriesOf(`${folder}.zip`)).toHaveLength(1);
  });

  it('tells how much is packed, file by file', async () => {
    const folder = await folderWith({ 'a.txt': 'aaaa', 'b.txt': 'bb' });
    const told: string[] = [];

    await zipFolder(folder, `${folder}.zip`, { onPacked: ({ files, bytes }) => told.push(`${files} ${bytes}`) });

    expect(told).toEqual(['1 4', '2 6']);
  });
});
