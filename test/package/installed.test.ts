import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { few } from '../few.ts';
import { APPS, FOLDER_OF_APPS, install, newFolder, type Packed, packRepository, run } from './installed-package.ts';

const PACKAGE = 'node_modules/codepipeline-partner-action';
const OF_APP = ['aws-cdk-lib', 'constructs'];

let folder: string;
let packed: Packed;

beforeAll(async () => {
  folder = await newFolder('installed');
  packed = await packRepository(folder);
  for (const { app } of APPS) {
    await cp(join(FOLDER_OF_APPS, app), join(folder, app), { recursive: true });
    await install(packed, join(folder, app), [...OF_APP, 'typescript']);
  }
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
    const page = join(folder, 'javascript', PACKAGE, 'dist/local/console');

    expect(await readFile(join(page, 'THIRD-PARTY-LICENSES.txt'), 'utf8')).toMatch(/^preact [0-9.]+ \(MIT\)$/m);
  });

  it('is small', () => {
    // About a third of it is what is there a second time for those who require it.
    expect(packed.size).toBeLessThan(900_000);
    expect(packed.unpackedSize).toBeLessThan(2_800_000);
  });

  it('holds what its documents lead to', async () => {
    const documents = packed.paths.filter((path) => path.endsWith('.md'));
    const texts = await Promise.all(
      documents.map((path) => readFile(join(folder, 'javascript', PACKAGE, path), 'utf8')),
    );

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

describe.each(few(2, APPS))('an app in $app', ({ app, main, actions }) => {
  let project: string;
  beforeAll(() => {
    project = join(folder, app);
  });

  it('synthesizes a worker that has its own action, and no other', async () => {
    // As the CDK's command runs it.
    await run(project, process.execPath, ['--disable-warning=ExperimentalWarning', main], { CDK_OUTDIR: 'cdk.out' });

    const template = await readFile(join(project, 'cdk.out/Greeter.template.json'), 'utf8');
    expect(actionTypesIn(template)).toEqual([
      { category: 'Test', owner: 'ThirdParty', provider: 'Greeter', version: '1' },
    ]);
    const worker = await readFile(join(await workerAsset(project), 'action-thread.mjs'), 'utf8');
    expect(worker).toContain('There is nobody to greet.');
    expect(worker).not.toContain('Artifact-Guard');
  });

  it('runs its action on the local services', async () => {
    const { bin } = JSON.parse(await readFile(join(project, PACKAGE, 'package.json'), 'utf8'));
    const start = (name: string) =>
      run(project, process.execPath, [
        join(PACKAGE, bin['partner-action']),
        ...['start', '--once', '--actions', actions, '--set', `Name=${name}`],
      ]);

    expect(await start('World')).toContain('Succeeded  Hello, World');
    await expect(start('nobody')).rejects.toThrow('There is nobody to greet.');
  });

  it('has one class of failures in its worker, and the licences of all that is in it', async () => {
    const asset = await workerAsset(project);

    const modules = (await readdir(asset)).filter((name) => name.endsWith('.mjs'));
    const code = await Promise.all(modules.map((name) => readFile(join(asset, name), 'utf8')));
    expect(code.join('').match(/class extends Error{name="JobFailure"/g)).toHaveLength(1);
    const licenses = await readFile(join(asset, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['@aws-sdk/client-s3', '@middy/core', 'codepipeline-partner-action']) {
      expect(licenses).toMatch(new RegExp(`^${name} [0-9.]+ \\(`, 'm'));
    }
  });
});

describe('trial', () => {
  let project: string;
  beforeAll(async () => {
    project = join(folder, 'typescript');
    await mkdir(join(project, 'node_modules/aws-cdk/bin'), { recursive: true });
    // The CDK's command asks for an account first, so that the one here keeps what it is given.
    await writeFile(
      join(project, 'node_modules/aws-cdk/bin/cdk'),
      `const [verb, , app, stack] = process.argv.slice(2);
       require('node:fs').cpSync(app, 'deployed', { recursive: true });
       console.log(verb, stack);`,
    );
  });
  const trial = (...args: string[]) =>
    run(project, process.execPath, [join(PACKAGE, 'dist/bin/partner-action.js'), 'trial', ...args]);

  it('says what it does', async () => {
    expect(await trial('deploy', '--help')).toContain('npx partner-action trial deploy [--action NAME]');
  });

  it('deploys a pipeline with the action of the project twice and its worker beside it', async () => {
    expect(await trial('deploy', '--actions', 'scanners.ts')).toContain('deploy PartnerActionTrial');

    const template = await readFile(join(project, 'deployed/PartnerActionTrial.template.json'), 'utf8');
    expect(template.match(/"Provider": ?"Scanner"/g)?.length).toBeGreaterThan(2);
    expect(actionTypesIn(template)).toEqual([
      expect.objectContaining({ owner: 'Custom', provider: 'Scanner' }),
      expect.objectContaining({ owner: 'Custom', provider: 'Reporter' }),
      expect.objectContaining({ owner: 'Custom', provider: 'Opener' }),
    ]);
  });

  it.each([
    ['reporter', 'its outputs must be called Report'],
    ['opener', 'its property Token is a required secret'],
  ])('does not deploy %s, and says why', async (action, why) => {
    await rm(join(project, 'deployed'), { recursive: true, force: true });

    await expect(trial('deploy', '--actions', 'scanners.ts', '--action', action)).rejects.toThrow(why);

    expect(existsSync(join(project, 'deployed'))).toBe(false);
  });
});

it('the package depends on each package that its code imports, and on no other', async () => {
  const installed = join(folder, 'javascript', PACKAGE);
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

  expect(await run(join(folder, 'commonjs'), process.execPath, args)).toBe('PermissionError\n');
});

it('an app in TypeScript compiles, with declarations of its own and those of libraries checked', async () => {
  const project = join(folder, 'typescript');

  expect(await run(project, join(project, 'node_modules/typescript/bin/tsc'), [])).toBe('');
});

/** The names of the packages, except those of Node, that these modules import in any way. */
async function importedPackages(modules: string[]): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: modules,
    outdir: 'nowhere',
    bundle: true,
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

/** What the poller of a stack is told. */
function actionTypesIn(template: string): unknown {
  const { Resources } = JSON.parse(template);
  const functions = Object.values<{ Properties: { Environment?: { Variables: Record<string, string> } } }>(Resources);
  const [types] = functions.flatMap(({ Properties }) => Properties.Environment?.Variables['ACTION_TYPES'] ?? []);
  return JSON.parse(types ?? 'null');
}

async function workerAsset(project: string): Promise<string> {
  const out = join(project, 'cdk.out');
  const assets = (await readdir(out)).filter((name) => name.startsWith('asset.'));
  const found = assets.find((name) => existsSync(join(out, name, 'action-thread.mjs')));
  if (!found) throw new Error(`no asset of ${project} is a worker`);
  return join(out, found);
}
