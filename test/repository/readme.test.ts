import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const ROOMS = ['bin', 'lib', 'model', 'lambda', 'local', 'operate'];

it('lists every source file in the file tree of the README, each with a line of its own', () => {
  const listed = listedFiles(readFileSync(join(ROOT, 'README.md'), 'utf8'));

  const files = ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(ROOT.length + 1)
          .replaceAll(sep, '/'),
      ),
  );
  expect(listed.toSorted()).toEqual(files.toSorted());
});

it('names only commands that package.json has', () => {
  const scripts = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts);

  const named = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/npm run (?:-s )?([a-z][a-z-]*)/g)].map(
    ([, name]) => name,
  );
  expect(named.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
});

/** The paths in the block below "Files"; a folder's line ends with a slash, two blanks indent what is in it. */
function listedFiles(readme: string): string[] {
  const block = readme.split('\n## Files\n')[1]?.split('```')[1] ?? '';
  const folders: string[] = [];
  const files: string[] = [];
  for (const line of block.split('\n').filter((text) => text.trim() !== '')) {
    const [, indent = '', name = '', description] = line.match(/^( *)(\S+)(?: +(\S.*))?$/) ?? [];
    folders.length = indent.length / 2;
    const path = posix.join(...folders, name);
    if (name.endsWith('/')) folders.push(name);
    else if (ROOMS.includes(path.split('/')[0] ?? '')) {
      expect(description, `${path} has a description`).toBeTruthy();
      files.push(path);
    }
  }
  return files;
}
