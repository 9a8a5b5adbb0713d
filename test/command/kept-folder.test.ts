import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { keptFolder } from '../../command/kept-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-folder-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

it('lies in the folder that the packages of a repository are installed in', async () => {
  await mkdir(join(folder, 'node_modules'));

  expect(keptFolder(join(folder, 'command'), true)).toBe(
    join(folder, 'node_modules/.cache/codepipeline-partner-action'),
  );
});

it('lies beside the package where the program is one', async () => {
  const installed = join(folder, 'node_modules/codepipeline-partner-action/dist/command');
  await mkdir(installed, { recursive: true });

  expect(keptFolder(installed, false)).toBe(join(folder, 'node_modules/.cache/codepipeline-partner-action'));
});

it('is nowhere where no packages are installed, or those of another copy', async () => {
  expect(keptFolder(join(folder, 'command'), true)).toBeUndefined();
  expect(keptFolder(join(folder, 'dist/command'), false)).toBeUndefined();

  await symlink(tmpdir(), join(folder, 'node_modules'));

  expect(keptFolder(join(folder, 'command'), true)).toBeUndefined();
});

it.each(['.cache', '.cache/codepipeline-partner-action'])(
  'is nowhere where %s leads to another place, where others may put code',
  async (link) => {
    const path = join(folder, 'node_modules', link);
    await mkdir(join(path, '..'), { recursive: true });
    await symlink(tmpdir(), path);

    expect(keptFolder(join(folder, 'command'), true)).toBeUndefined();
  },
);
