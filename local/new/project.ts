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
  /** What keeps that command from running it. */
  readonly hindrance?: string | undefined;
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

/**
 * An author's own project: the action goes beside the list, and its test where the project has its tests.
 * @param stripsTypes Whether this Node runs TypeScript without being told to.
 */
export function projectOf(listFile: string, name: string, stripsTypes = Boolean(process.features.typescript)): Project {
  const folder = dirname(listFile);
  const extension = extname(listFile);
  const isTyped = extension.endsWith('ts');
  const { devDependencies, dependencies, type } = readManifest(folder);
  const installed = { ...dependencies, ...devDependencies };
  const runner = runnerOf(installed, extension === '.ts' && type !== 'module');
  const runsTyped = runner !== 'node:test' || installed['tsx'] !== undefined;
  const suffix = isTyped
    ? suffixIn(runsTyped ? findUp(folder, 'tsconfig.json')?.text : undefined, extension, type)
    : extension;
  const isNodes = runner === 'node:test' && !(isTyped && runsTyped);
  const nodesCall = !isTyped || stripsTypes ? 'node --test' : 'node --experimental-strip-types --test';
  const call = isNodes ? nodesCall : CALLS[runner];
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
    test: `${call} ${quoteForShell(relative(process.cwd(), testFile))}`,
    hindrance: isNodes && type === 'commonjs' ? hindranceOf(extension) : undefined,
  };
}

/** How a file with tests is run, where Node does not run it by itself. */
const CALLS = { vitest: 'npx vitest run', jest: 'npx jest', 'node:test': 'npx tsx --test' };

/** Node looks for no `import` in a file that its manifest calls CommonJS; `npm init` calls all of them that. */
function hindranceOf(extension: string): string | undefined {
  const other = { '.ts': '.mts', '.js': '.mjs' }[extension];
  return (
    other &&
    `Node runs this test as an ES module only: have package.json say "type": "module", or --actions name a file that ends in ${other}.`
  );
}

/**
 * What the project tests with, or else Node's own runner.
 * @param isCompiled Whether jest's transform makes CommonJS of the files: it loads no ES modules.
 */
function runnerOf(installed: Readonly<Record<string, string>>, isCompiled: boolean): Imports['runner'] {
  if (installed['vitest'] !== undefined) return 'vitest';
  return installed['jest'] !== undefined && isCompiled ? 'jest' : 'node:test';
}

/** The folder of the project's tests, where it has one, or else beside the action. */
function testFolder(folder: string): string {
  const project = dirname(findUp(folder, 'package.json')?.file ?? join(folder, 'package.json'));
  const folders = ['test', 'tests'].map((name) => join(project, name));
  return folders.find((tests) => statSync(tests, { throwIfNoEntry: false })?.isDirectory()) ?? folder;
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
function suffixIn(tsconfig: string | undefined, extension: string, type: string | undefined): string {
  if (tsconfig === undefined) return extension;
  if (/"(allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(tsconfig)) return extension;
  if (extension === '.mts') return '.mjs';
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
