import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { bundlers, dependOnOthers, inputsOf } from '../../../lib/bundles/build-inputs.ts';
import { buildOnce } from '../../../lib/bundles/kept-builds.ts';

/** Longer than what counts as changed during a build. */
const SETTLED_MILLISECONDS = 2100;

let project: string;
let kept: string;
let builds: number;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kept-builds-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  project = join(folder, 'project');
  kept = join(folder, 'kept');
  builds = 0;
  await write('package.json', '{ "name": "project", "version": "1.0.0" }');
  await write('src/main.js', "import { a } from '../parts/a'; import { b } from 'b'; export const sum = [a, b];");
  await write('parts/a.js', "export const a = 'a';");
  await write('node_modules/b/package.json', '{ "name": "b", "version": "1.0.0" }');
  await write('node_modules/b/index.js', "export const b = 'b';");
});

async function write(path: string, content: string): Promise<void> {
  const file = join(project, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, content);
}

/** As if everything had been written a while ago. */
const later = () => Date.now() + SETTLED_MILLISECONDS;

/** The code that the project is bundled to, with no folder that outlives a test in what it depends on. */
const bundleProject = (name = 'main', { alongside = async () => {}, now = later }: Bundling = {}) =>
  buildOnce(
    kept,
    [name, project],
    async () => {
      builds += 1;
      const { metafile, outputFiles } = await esbuild({
        ...{ absWorkingDir: project, entryPoints: ['src/main.js'], bundle: true, format: 'esm', metafile: true },
        ...{ write: false, logLevel: 'silent' },
      });
      await alongside();
      return { value: outputFiles[0]?.text ?? '', inputs: () => inputsOf(project, metafile, bundlers()) };
    },
    now,
  );

interface Bundling {
  alongside?: () => Promise<unknown>;
  now?: () => number;
}

/** Builds, and sees that the next one is taken from what was kept. */
async function bundleAndKeep(): Promise<string> {
  const first = await bundleProject();
  expect(await bundleProject()).toBe(first);
  expect(builds).toBe(1);
  return first;
}

it('builds once what does not change, and again for what is built otherwise', async () => {
  const first = await bundleAndKeep();

  expect(await bundleProject('other')).toBe(first);
  expect(builds).toBe(2);
});

it.each<[change: string, make: () => Promise<unknown>, holds: string]>([
  ['another content of the same length', () => write('parts/a.js', "export const a = 'A';"), '"A"'],
  ['a file that is found before the one that was', () => write('parts/a.ts', "export const a = 'ts';"), '"ts"'],
  ['a package that is nearer', () => write('src/node_modules/b/index.js', "export const b = 'near';"), '"near"'],
  ['a package that has moved its entry', () => moveEntry(), '"moved"'],
  ['a tsconfig.json that leads elsewhere', () => leadElsewhere(), '"elsewhere"'],
  ['a folder that became a link to another', () => linkParts(), '"linked"'],
])('builds anew after %s', async (_change, make, holds) => {
  await bundleAndKeep();

  await make();

  expect(await bundleProject()).toContain(holds);
  expect(builds).toBe(2);
});

async function moveEntry(): Promise<void> {
  await write('node_modules/b/moved.js', "export const b = 'moved';");
  await write('node_modules/b/package.json', '{ "name": "b", "version": "1.0.0", "main": "moved.js" }');
}

async function leadElsewhere(): Promise<void> {
  await write('parts/elsewhere.js', "export const b = 'elsewhere';");
  await write('tsconfig.json', '{ "compilerOptions": { "paths": { "b": ["./parts/elsewhere.js"] } } }');
}

async function linkParts(): Promise<void> {
  await cp(join(project, 'parts'), join(project, 'others'), { recursive: true });
  await write('others/a.js', "export const a = 'linked';");
  await rename(join(project, 'parts'), join(project, 'before'));
  await symlink('others', join(project, 'parts'));
}

it.each<[change: string, code: string, make: () => Promise<unknown>, holds: string]>([
  [
    'a link to a package that is aimed anew',
    "import { c } from 'c'; export default c;",
    () => aim('node_modules/c'),
    '"second"',
  ],
  [
    'a link to a file that is aimed anew',
    "import { c } from './c.js'; export default c;",
    () => aim('src/c.js'),
    '"second"',
  ],
  [
    'a link within a package',
    "import { c } from 'b/lib/index.js'; export default c;",
    () => aim('node_modules/b/lib'),
    '"second"',
  ],
  [
    'a file that was tried for',
    'try { require("./c/late"); } catch {}',
    () => write('src/c/late.js', '"late";'),
    '"late"',
  ],
  [
    'one of a package',
    'try { require("b/late"); } catch {}',
    () => write('node_modules/b/late.js', '"late";'),
    '"late"',
  ],
])('builds anew after %s', async (_change, code, make, holds) => {
  await writeLinks();
  await write('src/main.js', code);
  await bundleAndKeep();

  await make();

  expect(await bundleProject()).toContain(holds);
});

/** What each link leads to at first, and what it is aimed at then. Nothing else differs between the two. */
const links = {
  'node_modules/c': ['../first', '../second'],
  'src/c.js': ['../first/index.js', '../second/index.js'],
  'node_modules/b/lib': ['../../first', '../../second'],
} as const;

async function writeLinks(): Promise<void> {
  await write('src/c/other.js', '');
  for (const name of ['first', 'second']) {
    await write(`${name}/package.json`, '{ "name": "c" }');
    await write(`${name}/index.js`, `export const c = '${name}';`);
  }
  for (const [path, [first]] of Object.entries(links)) await symlink(first, join(project, path));
}

async function aim(path: keyof typeof links): Promise<void> {
  await unlink(join(project, path));
  await symlink(links[path][1], join(project, path));
}

it.each<[rule: string, code: string, write: () => Promise<void>]>([
  [
    'paths of tsconfig.json',
    "import '@app/c';",
    () => writeTsconfig({ paths: { '@app/*': ['./gen/*', './parts/*'] } }),
  ],
  ['baseUrl of tsconfig.json', "import 'parts/c';", () => writeTsconfig({ baseUrl: '.' })],
  ['imports of package.json', "import '#c';", () => writePackage({ imports: { '#c': './parts/c.js' } })],
  ['the name of the package itself', "import 'project';", () => writePackage({ exports: './parts/c.js' })],
])(
  'keeps nothing that was found by the %s, because what else was tried is not told',
  async (_rule, code, writeRule) => {
    await write('parts/c.js', 'export const c = 1;');
    await write('src/main.js', code);
    await writeRule();

    await bundleProject();
    await bundleProject();

    expect(builds).toBe(2);
  },
);

const writeTsconfig = (compilerOptions: object) => write('tsconfig.json', JSON.stringify({ compilerOptions }));
const writePackage = (rule: object) =>
  write('package.json', JSON.stringify({ name: 'project', version: '1.0.0', ...rule }));

it('takes no content for another that was saved with the time and the size of the one before', async () => {
  await bundleAndKeep();
  const file = join(project, 'parts/a.js');

  await writeFile(file, "export const a = 'B';");
  await utimes(file, 0, 0);

  expect(await bundleProject()).toContain('"B"');
});

it('keeps nothing that changed while it was built', async () => {
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MILLISECONDS));
  const alongside = () => write('parts/a.js', "export const a = 'late';");

  const first = await bundleProject('main', { alongside, now: Date.now });

  expect(first).not.toContain('late');
  expect(await bundleProject()).toContain('late');
});

it('keeps nothing whose tsconfig.json takes something over from a file that is not compared', async () => {
  await write('base.json', '{}');
  await write('tsconfig.json', '{ "extends": "./base.json" }');
  const { metafile } = await esbuild({
    ...{ absWorkingDir: project, entryPoints: ['src/main.js'], bundle: true, metafile: true, write: false },
  });
  expect(dependOnOthers(inputsOf(project, metafile, []))).toBe(true);

  await bundleProject();
  await bundleProject();

  expect(builds).toBe(2);
});

it.each<[string, (bytes: Buffer) => Buffer]>([
  ['half of it', (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['nothing of it', () => Buffer.alloc(0)],
  ['another byte in it', (bytes) => Buffer.concat([bytes.subarray(0, -3), Buffer.from('xyz')])],
  ['something else', () => Buffer.from('not a build')],
])('builds anew where %s is there, and keeps that', async (_what, damage) => {
  const first = await bundleAndKeep();
  const [file = ''] = await readdir(kept);
  const path = join(kept, file);
  await writeFile(path, damage(await readFile(path)));

  expect(await bundleProject()).toBe(first);
  expect(await bundleProject()).toBe(first);

  expect(builds).toBe(2);
});

it('lets several build at once, and leaves one whole build and nothing unfinished', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => bundleProject()));

  expect(new Set(all).size).toBe(1);
  expect(await readdir(kept)).toHaveLength(1);
  builds = 0;
  expect(await bundleProject()).toBe(all[0]);
  expect(builds).toBe(0);
});

it('builds where nothing can be kept, and keeps nothing of a build that fails', async () => {
  await writeFile(kept, 'a file in the place of the folder');
  expect(await bundleProject()).toContain('"a"');
  expect(await bundleProject()).toContain('"a"');
  expect(builds).toBe(2);
  await rm(kept);

  await write('src/main.js', 'this is no code');
  await expect(bundleProject()).rejects.toThrow('main.js');
  await expect(readdir(kept)).rejects.toThrow('ENOENT');
});

it('keeps those that were of use last, and no more than thirty', async () => {
  const inputs = { files: new Map(), folders: new Map(), untraced: [] };
  const build = (name: string) => {
    const count = async () => ({ value: `${++builds}`, inputs: () => inputs });
    return buildOnce(kept, [name], count);
  };

  await build('first');
  for (let number = 0; number < 40; number += 1) {
    await build(`${number}`);
    await build('first');
  }

  expect(await readdir(kept)).toHaveLength(30);
  expect(builds).toBe(41);
});
