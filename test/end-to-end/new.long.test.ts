import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { timeLimit } from '../time-limit.ts';
import { makeFolder, ROOT, run, runTool, TSC } from './new-folder.ts';

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
  'test/temporary-folder.ts',
  'biome.json',
];

it('partner-action new writes into a fork what passes its checks and its test as it stands', {
  timeout: timeLimit(400_000),
}, async () => {
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
