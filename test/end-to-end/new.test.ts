import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { few } from '../few.ts';
import { timeLimit } from '../time-limit.ts';
import { makeFolder, ROOT, run, runTool, TSC } from './new-folder.ts';
import { runIn } from './own-actions.ts';

describe('partner-action new', { timeout: timeLimit(400_000) }, () => {
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
