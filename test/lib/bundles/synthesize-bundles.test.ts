import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Synthesized, synthesizeBundles } from '../../../lib/bundles/synthesize-bundles.ts';
import { timeLimit } from '../../time-limit.ts';

const GREETER = `import { defineAction, optional, required, secret, succeeded, text } from 'codepipeline-partner-action';
  import { greeting } from './greeting.ts';
  console.log('The author prints something.');
  export const actions = [defineAction({
    type: { category: 'Test', provider: 'Greeter', version: '1' },
    description: 'Greets.',
    configuration: {
      Name: required(text, { description: 'Whom to greet.', key: true }),
      Password: optional(secret, { description: 'What opens the door.' }),
    },
    inputs: 0,
    outputs: { minimum: 0, maximum: 1 },
    run: async () => succeeded({ summary: greeting }),
  })];`;

let folder: string;
let first: Synthesized;
/** Of the same module elsewhere, beside a second copy of the package, and written elsewhere. */
let second: Synthesized;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synthesize-bundles-'));
  first = synthesizeBundles(writeProject('here', GREETER), join(folder, 'out'));
  cpSync(join(folder, 'here'), join(folder, 'elsewhere'), { recursive: true });
  writeSecondCopy(join(folder, 'elsewhere/node_modules/codepipeline-partner-action'));
  second = synthesizeBundles(join(folder, 'elsewhere/actions.ts'), join(folder, 'far/away/out'));
}, timeLimit(60_000));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** Writes a project of an author, and gives the path of the module with the actions. */
function writeProject(name: string, module: string): string {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "author", "version": "1.0.0", "type": "module" }');
  writeFileSync(join(project, 'greeting.ts'), "export const greeting: string = 'Hello there';");
  writeFileSync(join(project, 'actions.ts'), module);
  return join(project, 'actions.ts');
}

function writeSecondCopy(copy: string): void {
  mkdirSync(copy, { recursive: true });
  const manifest = { name: 'codepipeline-partner-action', version: '9.0.0', main: 'i.js' };
  writeFileSync(join(copy, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(copy, 'i.js'), "throw new Error('the other copy');");
}

/** A file's bytes, by function and name. */
function hashes(folders: Readonly<Record<string, string>>): Record<string, string> {
  const files = Object.entries(folders).flatMap(([name, path]) =>
    readdirSync(path).map((file) => [
      `${name}/${file}`,
      createHash('sha256')
        .update(readFileSync(join(path, file)))
        .digest('hex'),
    ]),
  );
  return Object.fromEntries(files);
}

describe('a module of actions', () => {
  it('is read and bundled, whatever it prints', () => {
    const { definitions, folders } = first;

    const facts = { required: false, secret: false, key: false, queryable: false };
    expect(definitions).toEqual([
      {
        type: { category: 'Test', owner: 'ThirdParty', provider: 'Greeter', version: '1' },
        properties: [
          { ...facts, name: 'Name', description: 'Whom to greet.', required: true, key: true },
          { ...facts, name: 'Password', description: 'What opens the door.', secret: true },
        ],
        inputs: { minimum: 0, maximum: 0 },
        outputs: { minimum: 0, maximum: 1 },
      },
    ]);
    expect(readFileSync(join(folders.worker, 'action-thread.mjs'), 'utf8')).toContain('Hello there');
  });

  it('gives the same bytes wherever it lies and wherever they are written', () => {
    expect(hashes(second.folders)).toEqual(hashes(first.folders));
    expect(Object.keys(hashes(first.folders)).length).toBeGreaterThan(10);
  });

  it('runs without the credentials, profile and Node options of whoever synthesizes', () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'open sesame');
    vi.stubEnv('AWS_PROFILE', 'administrator');
    vi.stubEnv('NODE_OPTIONS', '--require=./no-such-loader.cjs');
    const module = writeProject(
      'environment',
      'throw new Error(JSON.stringify(Object.keys(process.env).filter((name) => /^(AWS|NODE_OPTIONS)/.test(name))));',
    );

    expect(() => synthesizeBundles(module, join(folder, 'environment-out'))).toThrow(
      'Error: ["AWS_CONFIG_FILE","AWS_SHARED_CREDENTIALS_FILE","AWS_EC2_METADATA_DISABLED"]',
    );
  });
});

function refusalOf(synthesize: () => unknown): string {
  try {
    synthesize();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('what cannot be deployed', () => {
  it.each([
    ['syntax', 'export const actions = [;', /ERROR\] Unexpected ";"\n\n +actions\.ts:1:24/],
    ['throw', "\n\nthrow new Error('No luck.');", /No luck\.\n\s+at .*actions\.ts:3:7/],
    ['exit', 'process.exit(0);\nexport const actions = [];', /actions\.ts cannot be loaded: it ends the program/],
    ['failure', 'process.exit(1);\nexport const actions = [];', /The process ended before they were read/],
    [
      'testing',
      "import 'codepipeline-partner-action/testing';\nexport const actions = [];",
      /An action runs in Lambda.*\n\n +actions\.ts:1:7/,
    ],
  ])("names the author's own file: %s", (name, text, message) => {
    const module = writeProject(`wrong-${name}`, text);

    const refusal = refusalOf(() => synthesizeBundles(module, join(folder, `wrong-${name}-out`)));

    expect(refusal).toMatch(message);
    expect(refusal.split('\n')[0]).toBe(`The actions of ${module} cannot be deployed.`);
    expect(refusal).not.toContain('esbuild/lib');
  });

  it('is a file that is not there', () => {
    expect(() => synthesizeBundles('no/actions.ts', folder)).toThrow(
      /actions is "no\/actions\.ts": there is no file \/.*\. A relative path counts from the working directory, \//,
    );
  });
});

describe('a second copy of the package', () => {
  it('is not bundled, so that a failure of its class is one of ours', () => {
    const thread = readFileSync(join(second.folders.worker, 'action-thread.mjs'), 'utf8');

    expect(thread).toContain('Hello there');
    expect(thread).not.toContain('the other copy');
  });

  it('is a folder', () => {
    expect(() => synthesizeBundles(folder, join(folder, 'out'))).toThrow(/that is a folder; name the module in it/);
  });
});
