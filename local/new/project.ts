import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { Refusal } from '../../command/command.ts';
import { quoteForShell } from '../../model/shell.ts';
import type { Imports } from './templates.ts';

/** Where the files of a new action go, how they name each other, and how the test is run. */
export interface Project {
  readonly actionFile: string;
  readonly testFile: string;
  readonly listFile: string;
  readonly imports: Imports;
  /** The action, as the list names it. */
  readonly listed: string;
  /** The command that runs the test. */
  readonly test: string;
}

const PACKAGE = 'codepipeline-partner-action';

/** The repository itself, or a fork of it. */
export const forkAt = (root: string, name: string): Project => ({
  actionFile: join(root, 'lambda/actions', `${name}.ts`),
  testFile: join(root, 'test/lambda/actions', `${name}.test.ts`),
  listFile: join(root, 'lambda/actions/index.ts'),
  imports: {
    author: '../index.ts',
    testing: '../../../testing/index.ts',
    action: `../../../lambda/actions/${name}.ts`,
    runner: 'vitest',
  },
  listed: `./${name}.ts`,
  test: `npm test -- test/lambda/actions/${name}.test.ts`,
});

/** An author's own project: the action goes beside the list of actions, its test where the project has its tests. */
export function projectOf(listFile: string, name: string): Project {
  const folder = dirname(listFile);
  const extension = extname(listFile);
  const isTyped = extension.endsWith('ts');
  const { devDependencies, dependencies, type } = readManifest(folder);
  const installed = { ...dependencies, ...devDependencies };
  const runner = runnerOf(installed, extension === '.ts' && type !== 'module');
  const runsTyped = runner !== 'node:test' || installed['tsx'] !== undefined;
  const suffix = isTyped ? suffixIn(findUp(folder, 'tsconfig.json')?.text, type, runsTyped) : extension;
  // jest runs every file whose name ends in .test.ts.
  const isJests = installed['jest'] !== undefined && runner === 'node:test';
  const testFile = join(testFolder(folder), `${name}${isJests ? '-' : '.'}test${extension}`);
  const toAction = relative(dirname(testFile), folder).replaceAll(sep, '/') || '.';
  return {
    actionFile: join(folder, `${name}${extension}`),
    testFile,
    listFile,
    imports: {
      author: PACKAGE,
      testing: `${PACKAGE}/testing`,
      action: `${toAction}/${name}${suffix}`,
      runner,
      hasGlobals: installed['@types/jest'] !== undefined,
    },
    listed: `./${name}${suffix}`,
    test: `${CALLS[runner === 'node:test' && isTyped && runsTyped ? 'tsx' : runner]} ${quoteForShell(relative(process.cwd(), testFile))}`,
  };
}

/** How a file with tests is run. */
const CALLS = { vitest: 'npx vitest run', jest: 'npx jest', tsx: 'npx tsx --test', 'node:test': 'node --test' };

/**
 * What the project tests with, or else Node's own runner.
 * @param isCompiled Whether jest's transform makes CommonJS of the files: it loads no ES modules.
 */
function runnerOf(installed: Readonly<Record<string, string>>, isCompiled: boolean): Imports['runner'] {
  if (installed['vitest'] !== undefined) return 'vitest';
  return installed['jest'] !== undefined && isCompiled ? 'jest' : 'node:test';
}

/** The project's folder `test`, where there is one, and otherwise beside the action. */
function testFolder(folder: string): string {
  const manifest = findUp(folder, 'package.json')?.file;
  if (manifest === undefined) return folder;
  const tests = join(dirname(manifest), 'test');
  return existsSync(tests) && statSync(tests).isDirectory() ? tests : folder;
}

interface Manifest {
  type?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** The nearest manifest. @throws Refusal for one that is not JSON. */
function readManifest(folder: string): Manifest {
  const found = findUp(folder, 'package.json');
  try {
    return JSON.parse(found?.text ?? '{}') ?? {};
  } catch {
    throw new Refusal(`${relative(process.cwd(), found?.file ?? '')} is not JSON.`);
  }
}

/** How TypeScript has a file name another one: as it is where nothing compiles it, or else as the compiler wants it. */
function suffixIn(tsconfig: string | undefined, type: string | undefined, runsTyped: boolean): string {
  if (tsconfig === undefined || !runsTyped) return '.ts';
  if (/"(allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(tsconfig)) return '.ts';
  return /"module"\s*:\s*"node/i.test(tsconfig) && type === 'module' ? '.js' : '';
}

/** The nearest file of this name, from a folder upwards. */
function findUp(folder: string, name: string): { file: string; text: string } | undefined {
  const file = join(folder, name);
  // Node, npm and TypeScript look further where it is a folder, and read past a byte order mark.
  if (existsSync(file) && statSync(file).isFile())
    return { file, text: readFileSync(file, 'utf8').replace(/^\uFEFF/, '') };
  return basename(folder) === '' ? undefined : findUp(dirname(folder), name);
}
