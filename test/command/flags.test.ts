import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findActionsModule } from '../../command/actions-flag.ts';
import { parseFlags } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import { readPorts } from '../../command/ports.ts';

const flags = { once: { type: 'string' }, more: { type: 'string', multiple: true }, on: { type: 'boolean' } } as const;

async function makeFolders(...files: string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'paths-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const file of files) {
    await mkdir(join(root, file, '..'), { recursive: true });
    await writeFile(join(root, file), '');
  }
  return root;
}

it('refuses a flag with a value that is given twice, for only one of the two would count', () => {
  expect(() => parseFlags(['--once', 'a', '--once=b'], flags)).toThrow('--once may be given only once. See --help.');
  expect(parseFlags(['--more', 'a', '--more', 'b', '--on', '--on'], flags).values).toMatchObject({ more: ['a', 'b'] });
});

it('takes a path from where npm was called, also with --prefix, when npm started the program in its package', async () => {
  const root = await makeFolders('project/package.json', 'caller/input.zip');
  const folder = join(root, 'project');
  const npm = { INIT_CWD: join(root, 'caller'), npm_package_json: join(folder, 'package.json') };

  const { find, place } = pathsOf(npm, folder);

  expect(find('input.zip')).toBe(join(root, 'caller/input.zip'));
  expect(place('report.zip')).toBe(join(root, 'caller/report.zip'));
});

it('takes a path that a script of the package holds from there, where the caller has none of that name', async () => {
  const root = await makeFolders('project/package.json', 'project/actions.ts');
  const folder = join(root, 'project');
  const npm = { INIT_CWD: root, npm_package_json: join(folder, 'package.json') };

  expect(pathsOf(npm, folder).find('./actions.ts')).toBe(join(folder, 'actions.ts'));
  expect(pathsOf(npm, folder).find('./nowhere.ts')).toBe(join(root, 'nowhere.ts'));
});

it('takes a path from its own folder where it was put elsewhere than npm started', async () => {
  const root = await makeFolders('project/package.json', 'caller/x', 'elsewhere/x');
  const npm = { INIT_CWD: join(root, 'caller'), npm_package_json: join(root, 'project/package.json') };

  expect(pathsOf(npm, join(root, 'elsewhere')).find('x')).toBe(join(root, 'elsewhere/x'));
  expect(pathsOf({}, join(root, 'elsewhere')).find('x')).toBe(join(root, 'elsewhere/x'));
});

it.each(['actions.ts', 'actions.mjs', 'actions.js'])('finds %s in the folder when nothing is named', async (name) => {
  const root = await makeFolders(`project/${name}`, 'project/package.json');
  const npm = { INIT_CWD: join(root, 'project'), npm_package_json: join(process.cwd(), 'package.json') };

  expect(findActionsModule(undefined, npm, undefined)).toBe(join(root, 'project', name));
});

it('says how to name the actions where there are none, and which file is not there', () => {
  const nowhere = { INIT_CWD: '/nowhere', npm_package_json: join(process.cwd(), 'package.json') };

  expect(() => findActionsModule(undefined, nowhere, undefined)).toThrow(
    /^Give --actions PATH, .* there is no actions/,
  );
  expect(() => findActionsModule('my.ts', {}, '/standard')).toThrow(/^--actions my\.ts: there is no such file/);
  expect(findActionsModule(undefined, nowhere, '/standard')).toBe('/standard');
});

it('takes free ports where it may, except those that are named', () => {
  expect(readPorts({ port: '1' }, { LOCAL_SQS_PORT: '2' }, 'any free')).toEqual({
    codepipeline: 1,
    s3: 0,
    sqs: 2,
    dynamodb: 0,
  });
});
