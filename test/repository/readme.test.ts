import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

it('names only commands that package.json has', () => {
  const scripts = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts);

  const named = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/npm run (?:-s )?([a-z][a-z-]*)/g)].map(
    ([, name]) => name,
  );
  expect(named.filter((name) => name !== undefined && !scripts.includes(name))).toEqual([]);
});
