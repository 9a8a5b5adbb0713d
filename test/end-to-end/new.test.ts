import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { few } from '../few.ts';
import { timeLimit } from '../time-limit.ts';
import { runIn } from './own-actions.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const FORKED = [
  'bin',
  'command',
  'lambda',
  'local',
  'model',
  'testing',
  'package.json',
  'vitest.config.ts',
  'test/machine-speed.ts',
  'biome.json',
];

const makeFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'new-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** Runs a tool of this repository in a folder. Rejects with what it printed when it finds something. */
const runTool = async (folder: string, tool: string, ...args: string[]) => {
  await run(process.execPath, [join(ROOT, 'node_modules', tool), ...args], { cwd: folder }).catch((error) => {
    throw new Error(`${error.stdout}${error.stderr}`);
  });
};
const TSC = 'typescript/bin/tsc';

describe('partner-action new', { timeout: timeLimit(400_000) }, () => {
  it('writes into a fork what passes its checks and its test as it stands', async () => {
    const folder = await makeFolder();
    for (const path of [...FORKED, 'walls.json']) await cp(join(ROOT, path), join(folder, path), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const program = ['--disable-warning=ExperimentalWarning', join(folder, 'bin/partner-action.ts')];

    const { stdout } = await run(process.execPath, [...program, 'new', 'count-files'], { cwd: folder });

    const files = [...stdout.matchAll(/wrote (.*)/g)].map(([, file = '']) => file);
    expect(files).toEqual([
      'lambda/actions/count-files.ts',
      'test/lambda/actions/count-files.test.ts',
      'lambda/actions/index.ts',
    ]);
    const { compilerOptions } = JSON.parse(await readFile(join(ROOT, 'tsconfig.json'), 'utf8'));
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    await runTool(folder, TSC, '-p', '.');
    await runTool(folder, '@biomejs/biome/bin/biome', 'check', '--vcs-enabled=false', '--error-on-warnings', ...files);
    await runTool(folder, 'vitest/vitest.mjs', 'run', files[1] ?? '');
    const again = run(process.execPath, [...program, 'new', 'count-files'], { cwd: folder });
    await expect(again).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') });
  });

  const projects: [what: string, manifest: object, extension: string, test: string[]][] = [
    ['nothing but the package', { type: 'module' }, '.ts', ['--test']],
    ['vitest', { type: 'module', devDependencies: { vitest: '5' } }, '.ts', ['vitest/vitest.mjs', 'run']],
    ['plain JavaScript', { type: 'module' }, '.mjs', ['--test']],
  ];
  it.each(few(1, projects))(
    'writes into a project with %s what compiles, and what its own command tests',
    async (_what, manifest, extension, test) => {
      const folder = await makeProject(manifest);

      const written = await runIn(folder, ['new', 'count-files', '--actions', `actions${extension}`]);
      const more = await runIn(folder, ['new', 'scan', '--actions', `actions${extension}`]);

      expect([written, more]).toMatchObject([
        { code: 0, errors: '' },
        { code: 0, errors: '' },
      ]);
      if (extension === '.ts') await runTool(folder, TSC, '-p', '.');
      const [tool = '', ...words] = test;
      const file = `count-files.test${extension}`;
      if (tool === '--test') await run(process.execPath, ['--test', file], { cwd: folder });
      else await runTool(folder, tool, ...words, file);
      expect(written.output).toContain(test.length === 1 ? `node --test ${file}` : `npx vitest run ${file}`);
      const ran = await runIn(folder, ['start', '--once', '--action', 'scan', '--actions', `actions${extension}`]);
      expect(ran).toMatchObject({ code: 0, output: expect.stringContaining('Succeeded  3 files.') });
    },
  );

  it.each([
    ['Word-Count', 2, /^NAME must be in small letters/],
    ['a'.repeat(36), 2, /at most 35 characters/],
    ['../escape', 2, /^NAME must be/],
    ['actions', 1, /actions\.ts is there already/],
    ['other', 1, /has no line `export const actions = \[ … \];`/],
  ])('refuses the name %s, or the list, and writes nothing', async (name, code, sentence) => {
    const folder = await makeProject({});
    await writeFile(join(folder, 'actions.ts'), 'export const actions = makeThem();\n');

    const ended = await runIn(folder, ['new', name, '--actions', 'actions.ts']);

    expect(ended).toMatchObject({ code, output: '', errors: expect.stringMatching(sentence) });
    expect(await readFile(join(folder, 'actions.ts'), 'utf8')).toBe('export const actions = makeThem();\n');
  });
});

/** A project that has our package, as far as imports go. */
async function makeProject(manifest: object): Promise<string> {
  const folder = await makeFolder();
  const modules = join(folder, 'node_modules');
  const ours = join(modules, 'codepipeline-partner-action');
  await mkdir(ours, { recursive: true });
  await symlink(ROOT, join(ours, 'source'));
  const exports = { '.': './source/lambda/index.ts', './testing': './source/testing/index.ts' };
  await writeFile(
    join(ours, 'package.json'),
    JSON.stringify({ name: 'codepipeline-partner-action', type: 'module', exports }),
  );
  for (const name of ['vitest', '@types']) await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  const { compilerOptions } = JSON.parse(await readFile(join(ROOT, 'tsconfig.json'), 'utf8'));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  return folder;
}
