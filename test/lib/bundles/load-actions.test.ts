import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { loadActions } from '../../../lib/bundles/load-actions.ts';

const LOAD_ACTIONS = join(import.meta.dirname, '../../../lib/bundles/load-actions.ts');
/** Longer than what counts as changed while it was bundled. */
const SETTLED_MILLISECONDS = 2100;
const ACTIONS = `import { readFileSync } from 'node:fs';
import { defineAction, succeeded } from 'codepipeline-partner-action';

const provider = readFileSync(process.env.TEST_PROVIDER_FILE, 'utf8');
if (provider === 'Wrong') throw new Error('no such provider');
export const actions = [
  defineAction({
    type: { category: 'Test', owner: 'ThirdParty', provider, version: '1' },
    description: 'Counts.',
    configuration: {},
    inputs: { minimum: 0, maximum: 0 },
    outputs: { minimum: 0, maximum: 0 },
    run: async () => succeeded(),
  }),
];
`;

let folder: string;
let module: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-actions-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  module = join(folder, 'actions.ts');
  await writeFile(module, ACTIONS);
  process.env['TEST_PROVIDER_FILE'] = join(folder, 'provider');
  onTestFinished(() => void delete process.env['TEST_PROVIDER_FILE']);
});

const providersOf = async (kept?: string) => (await loadActions(module, kept)).actions.map(({ type }) => type.provider);

it('runs the module each time, whether what it is bundled to was kept or not', async () => {
  const kept = join(folder, 'kept');
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MILLISECONDS));

  const found: string[] = [];
  for (const provider of ['First', 'Second', 'Third']) {
    await writeFile(join(folder, 'provider'), provider);
    found.push(...(await providersOf(kept)));
  }

  expect(found).toEqual(['First', 'Second', 'Third']);
  const names = await readdir(kept);
  expect(names.filter((name) => name.endsWith('.mjs'))).toHaveLength(1);
});

it('tells the line of the author that throws, from what was kept and compiled as from what was not', async () => {
  await writeFile(join(folder, 'provider'), 'Wrong');
  // In a process of its own: the one of the tests maps stacks by itself.
  const script = `import { enableCompileCache } from 'node:module';
    enableCompileCache(${JSON.stringify(join(folder, 'compiled'))});
    const { loadActions } = await import(${JSON.stringify(LOAD_ACTIONS)});
    await loadActions(${JSON.stringify(module)}, ${JSON.stringify(join(folder, 'kept'))}).catch(({ message }) => {
      process.stdout.write(message);
    });
    process.exit();`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  const told = async () => (await promisify(execFile)(process.execPath, args)).stdout;
  const line = ACTIONS.split('\n').findIndex((text) => text.includes('throw')) + 1;

  await new Promise((resolve) => setTimeout(resolve, SETTLED_MILLISECONDS));
  const first = await told();

  expect(first).toContain('no such provider');
  expect(first).toContain(`${module}:${line}:`);
  expect(await told()).toBe(first);
});

it('writes a kept module anew that somebody has changed', async () => {
  const kept = join(folder, 'kept');
  await writeFile(join(folder, 'provider'), 'Fine');
  await providersOf(kept);
  const [name = ''] = await readdir(kept);
  const code = await readFile(join(kept, name), 'utf8');
  await writeFile(join(kept, name), 'throw new Error("not what the author wrote");');

  expect(await providersOf(kept)).toEqual(['Fine']);
  expect(await readFile(join(kept, name), 'utf8')).toBe(code);
});

it('loads where nothing can be kept', async () => {
  const kept = join(folder, 'kept');
  await writeFile(kept, 'a file in the place of the folder');
  await writeFile(join(folder, 'provider'), 'Fine');

  expect(await providersOf(kept)).toEqual(['Fine']);
});

it.each([
  ["import './missing.ts';\nexport const actions = [];", /ERROR\] Could not resolve .*\n\n +\S*actions\.ts:1:7/],
  ['export const action = 1;', /actions\.ts must export `actions`.* it exports no such name/],
  ['export const actions = [];', /it exports an empty list/],
  ['export const actions = [{}];', /a list of what defineAction gives; .* something else in it: actions\[0\]/],
])('refuses %j, and names the file of the author alone', async (text, message) => {
  await writeFile(module, text);

  const refusal = loadActions(module);

  await expect(refusal).rejects.toThrow(message);
  await expect(refusal).rejects.not.toThrow('esbuild/lib');
});
