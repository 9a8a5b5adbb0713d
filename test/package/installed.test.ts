import { cp, readFile, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOLDER_OF_APPS, install, newFolder, type Packed, packRepository, run } from './installed-package.ts';

const PACKAGE = 'node_modules/codepipeline-partner-action';

let folder: string;
let packed: Packed;
let project: string;

beforeAll(async () => {
  folder = await newFolder('installed');
  packed = await packRepository(folder);
  project = join(folder, 'typescript');
  await cp(join(FOLDER_OF_APPS, 'typescript'), project, { recursive: true });
  await install(packed, project, ['aws-cdk-lib', 'constructs', 'typescript']);
});
afterAll(() => rm(folder, { recursive: true }));

describe('the tarball', () => {
  it('holds what is used, and nothing of tests, proofs or examples', () => {
    const rooms = new Set(packed.paths.map((path) => path.split('/').slice(0, 2).join('/')));

    expect([...rooms].filter((room) => !room.startsWith('docs/')).toSorted()).toEqual([
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist/bin',
      'dist/command',
      'dist/for-require',
      'dist/lambda',
      'dist/lib',
      'dist/local',
      'dist/model',
      'dist/operate',
      'dist/testing',
      'package.json',
    ]);
    expect(
      packed.paths.filter((path) => /(^|\/)(test|proof|bench|fuzz)\/|lambda\/actions\/|(?<!\.d)\.ts$/.test(path)),
    ).toEqual([]);
  });

  it('names whose code its page is made of', async () => {
    const page = join(project, PACKAGE, 'dist/local/console');

    expect(await readFile(join(page, 'THIRD-PARTY-LICENSES.txt'), 'utf8')).toMatch(/^preact [0-9.]+ \(MIT\)$/m);
  });

  it('is small', () => {
    // A quarter of it is the docs with their pictures, and a sixth what is there a second time for those who require it.
    expect(packed.size).toBeLessThan(950_000);
    expect(packed.unpackedSize).toBeLessThan(3_000_000);
  });

  it('holds what its documents lead to', async () => {
    const documents = packed.paths.filter((path) => path.endsWith('.md'));
    const texts = await Promise.all(documents.map((path) => readFile(join(project, PACKAGE, path), 'utf8')));

    const links = documents.flatMap((path, index) =>
      [...(texts[index] ?? '').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => ({
        path,
        leadsTo: posix.join(posix.dirname(path), link),
      })),
    );
    expect(links.length).toBeGreaterThan(30);
    expect(links.filter(({ leadsTo }) => !packed.paths.includes(leadsTo))).toEqual([]);
  });
});

// Before the others: builds are kept only of files that have not just been written.
it('an app in TypeScript compiles, with declarations of its own and those of libraries checked', async () => {
  expect(await run(project, join(project, 'node_modules/typescript/bin/tsc'), ['--checkers', '1'])).toBe('');
});

it('an app runs its action on the local services, and knows the failures that it throws', async () => {
  const { bin } = JSON.parse(await readFile(join(project, PACKAGE, 'package.json'), 'utf8'));
  const start = (name: string) =>
    run(project, process.execPath, [
      join(PACKAGE, bin['partner-action']),
      ...['start', '--once', '--set', `Name=${name}`],
    ]);

  expect(await start('World')).toContain('Succeeded  Hello, World');
  await expect(start('nobody')).rejects.toThrow('Failed  ConfigurationError: There is nobody to greet.');
});

it('the package depends on each package that its code imports, and on no other', async () => {
  const installed = join(project, PACKAGE);
  const { dependencies, peerDependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));

  const imported = await importedPackages(
    packed.paths.filter((path) => path.endsWith('.js')).map((path) => join(installed, path)),
  );

  const ofTypesAlone = ['@standard-schema/spec', '@types/node'];
  const withCode = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !ofTypesAlone.includes(name));
  expect(imported).toEqual(withCode.toSorted());
});

it('an author who requires it has one class of failures in actions and in their tests', async () => {
  const program = `
    const { defineAction, JobFailure } = require('codepipeline-partner-action');
    const { runAction } = require('codepipeline-partner-action/testing');
    const action = defineAction({
      type: { category: 'Test', provider: 'Greeter', version: '1' },
      description: 'Greets.',
      configuration: {},
      inputs: 1,
      outputs: 0,
      run: async () => { throw new JobFailure('PermissionError', 'Nobody may be greeted.'); },
    });
    runAction(action, { inputs: { Source: { 'a.txt': 'a' } } }).then(({ outcome }) => console.log(outcome.type));`;
  // As jest does: an ES module cannot be required then.
  const args = ['--no-experimental-require-module', '--input-type=commonjs', '--eval', program];

  expect(await run(project, process.execPath, args)).toBe('PermissionError\n');
});

/** The names of the packages, except those of Node, that these modules import in any way. */
async function importedPackages(modules: string[]): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: modules,
    outdir: 'nowhere',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter((one) => one.external));
  const names = external.map(({ path }) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path);
  return [...new Set(names.filter((name) => !isBuiltin(name)))].toSorted();
}
