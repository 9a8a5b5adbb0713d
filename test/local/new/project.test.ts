import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectOf } from '../../../local/new/project.ts';
import { temporaryFolder } from '../codepipeline/start-plane.ts';

/** A project with this manifest that TypeScript compiles. */
async function makeProject(manifest: object): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "module": "NodeNext" } }');
  return folder;
}

describe('a project of an author', () => {
  it.each([
    ['.mts', {}, './greet.mts'],
    ['.mts', { tsx: '4' }, './greet.mjs'],
    ['.ts', { tsx: '4' }, './greet.js'],
    ['.mjs', { tsx: '4' }, './greet.mjs'],
  ])('names an action that ends in %s, with %j, as it is found: %s', async (extension, devDependencies, named) => {
    const folder = await makeProject({ type: 'module', devDependencies });

    const { listed, imports } = projectOf(join(folder, `actions${extension}`), 'greet');

    expect([listed, imports.action]).toEqual([named, named]);
  });

  it.each([
    ['.ts', {}, 'ends in .mts.'],
    ['.js', {}, 'ends in .mjs.'],
    ['.js', { tsx: '4' }, 'ends in .mjs.'],
    ['.mts', {}, undefined],
    ['.ts', { vitest: '5' }, undefined],
    ['.ts', { jest: '30' }, undefined],
    ['.ts', { tsx: '4' }, undefined],
  ])('knows when Node would take the test for CommonJS: %s, %j', async (extension, devDependencies, said) => {
    const folder = await makeProject({ type: 'commonjs', devDependencies });

    const { hindrance } = projectOf(join(folder, `actions${extension}`), 'greet');

    expect(hindrance?.slice(-13)).toBe(said);
  });

  it.each([
    ['.ts', false, 'node --experimental-strip-types --test '],
    ['.ts', true, 'node --test '],
    ['.js', false, 'node --test '],
  ])('tells a Node to strip types that does so only when told to: %s, %j', async (extension, stripsTypes, call) => {
    const folder = await makeProject({ type: 'module' });

    const { test, hindrance } = projectOf(join(folder, `actions${extension}`), 'greet', stripsTypes);

    expect(test.startsWith(call)).toBe(true);
    expect(hindrance).toBeUndefined();
  });
});
