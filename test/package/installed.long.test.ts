import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPS, FOLDER_OF_APPS, install, newFolder, packRepository, run } from './installed-package.ts';

const PACKAGE = 'node_modules/codepipeline-partner-action';

let folder: string;

beforeAll(async () => {
  folder = await newFolder('installed');
  const packed = await packRepository(folder);
  for (const { app } of APPS) {
    await cp(join(FOLDER_OF_APPS, app), join(folder, app), { recursive: true });
    await install(packed, join(folder, app), ['aws-cdk-lib', 'constructs']);
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(APPS)('an app in $app', ({ app, main, actions }) => {
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
    await expect(start('nobody')).rejects.toThrow('Failed  ConfigurationError: There is nobody to greet.');
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

it('an action that requires the package throws failures that its worker knows', async () => {
  const project = join(folder, 'commonjs');
  const source = await readFile(join(project, 'actions.mjs'), 'utf8');
  const required = source
    .replace(/^import (\{.+\}) from ('.+');$/m, 'const $1 = require($2);')
    .replace('export const actions =', 'exports.actions =');
  await writeFile(join(project, 'required.cjs'), required);

  const started = run(project, process.execPath, [
    join(PACKAGE, 'dist/bin/partner-action.js'),
    ...['start', '--once', '--actions', 'required.cjs', '--set', 'Name=nobody'],
  ]);

  expect(required).not.toMatch(/^(?:import|export) /m);
  await expect(started).rejects.toThrow('Failed  ConfigurationError: There is nobody to greet.');
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
