import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources, rooms } from '../../command/tree.ts';
import { ROOT } from './documents.ts';
import { unusedExports } from './unused-exports.ts';

const CONFIGURATION = ['partner-action.config.ts', 'vitest.config.ts'];
/** Apps that import the package and not its files. */
const APPS = 'test/package/apps/';

it('every export is imported by another module', () => {
  const paths = [...rooms, 'test'].flatMap((room) => readSources(ROOT, room).map(({ path }) => path));
  const read = [...CONFIGURATION, ...paths.filter((path) => !path.startsWith(APPS))];

  expect(unusedExports(new Map(read.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')])))).toEqual([]);
});

describe('an export', () => {
  const exported = 'export async function one() {}\nexport const two = 2;\nexport interface Three {}\n';
  const unusedWith = (importing: string) =>
    unusedExports(
      new Map([
        ['room/a.ts', exported],
        ['other/b.ts', importing],
      ]),
    );

  it('is unused when no other module imports it', () => {
    expect(unusedWith("import { one } from './a.ts';")).toEqual(['room/a.ts one', 'room/a.ts two', 'room/a.ts Three']);
  });

  it.each([
    ["import { one, type Three } from '../room/a.ts';"],
    ["import { one as first, Three } from '../room/a.ts';"],
    ["export { one, type Three } from '../room/a.ts';"],
    ["const { one, Three: T } = await import('../room/a.ts');"],
  ])('is used by %s', (importing) => {
    expect(unusedWith(importing)).toEqual(['room/a.ts two']);
  });

  it.each([
    ["import * as a from '../room/a.ts';"],
    ["(await import('../room/a.ts')).one();"],
    ["modulePath(import.meta.url, '../room/a');"],
  ])('may be anything for %s', (importing) => {
    expect(unusedWith(importing)).toEqual([]);
  });
});
