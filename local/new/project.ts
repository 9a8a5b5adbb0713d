import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { Refusal } from '../../command/command.ts';
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

/** Somebody's own project: everything goes beside the list of actions. */
export function projectOf(listFile: string, name: string): Project {
  const folder = dirname(listFile);
  const extension = extname(listFile);
  const isTyped = extension.endsWith('ts');
  const { devDependencies, dependencies, type } = readManifest(folder);
  const installed = { ...dependencies, ...devDependencies };
  const runner = installed['vitest'] === undefined ? 'node:test' : 'vitest';
  const runsTyped = runner === 'vitest' || installed['tsx'] !== undefined;
  const suffix = isTyped ? suffixIn(findUp(folder, 'tsconfig.json')?.text, type, runsTyped) : extension;
  const testFile = join(folder, `${name}.test${extension}`);
  const path = relative(process.cwd(), testFile);
  return {
    actionFile: join(folder, `${name}${extension}`),
    testFile,
    listFile,
    imports: { author: PACKAGE, testing: `${PACKAGE}/testing`, action: `./${name}${suffix}`, runner },
    listed: `./${name}${suffix}`,
    test:
      runner === 'vitest' ? `npx vitest run ${path}` : `${isTyped && runsTyped ? 'npx tsx' : 'node'} --test ${path}`,
  };
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
  if (existsSync(file)) return { file, text: readFileSync(file, 'utf8') };
  return basename(folder) === '' ? undefined : findUp(dirname(folder), name);
}
