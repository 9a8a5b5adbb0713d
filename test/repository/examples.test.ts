import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { few } from '../few.ts';
import { timeLimit } from '../time-limit.ts';
import { documents, examplesOf, ROOT } from './documents.ts';

const run = promisify(execFile);
const examples = documents.flatMap(examplesOf);
/** What a reader's copy of the repository must have for the examples. */
const COPIED = [
  'bin',
  'command',
  'lambda',
  'lib',
  'local',
  'model',
  'test/lambda/actions',
  'test/memory',
  'testing',
  'package.json',
];

/** What a reader imports by the package's name is here what it is built from. */
const OUR_FACES = {
  'codepipeline-partner-action': 'lambda/index.ts',
  'codepipeline-partner-action/testing': 'testing/index.ts',
  'codepipeline-partner-action/cdk': 'lib/index.ts',
  'codepipeline-partner-action/local': 'local/index.ts',
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  for (const path of COPIED) await cp(join(ROOT, path), join(folder, path), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const { path, code } of examples) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), code);
  }
  const { compilerOptions } = JSON.parse(await readFile(join(ROOT, 'tsconfig.json'), 'utf8'));
  const files = [...examples.map(({ path }) => path), 'local/dynamodb/dynalite.d.ts'];
  const faces = Object.entries(OUR_FACES);
  const paths = Object.fromEntries(faces.map(([name, path]) => [name, [`./${path}`]]));
  const project = { compilerOptions: { ...compilerOptions, paths }, files };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
  // An alias alone would stand for the beginning of a longer name as well.
  const alias = faces.map(
    ([name, path]) => `{ find: /^${name.replace('/', '\\/')}$/, replacement: '${join(folder, path)}' }`,
  );
  await writeFile(join(folder, 'vitest.config.ts'), `export default { resolve: { alias: [${alias.join(', ')}] } };`);
}, timeLimit(60_000));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Ends with what the command printed, also when it failed. */
const printedBy = async (bin: string, ...args: string[]) => {
  const { stdout, stderr } = await run(process.execPath, [join(ROOT, 'node_modules', bin), ...args], {
    cwd: folder,
  }).catch((error) => error);
  return { stdout, stderr };
};

describe('the TypeScript in the docs', { timeout: timeLimit(240_000) }, () => {
  it('compiles, where its first line says that it belongs', async () => {
    expect(examples.length).toBeGreaterThan(5);
    expect(new Set(examples.map(({ path }) => path)).size).toBe(examples.length);

    expect(await printedBy('typescript/bin/tsc', '-p', folder)).toEqual({ stdout: '', stderr: '' });
  });

  it('has tests that pass', async () => {
    const tests = few(
      1,
      examples.map(({ path }) => path).filter((path) => path.endsWith('.test.ts')),
    );
    expect(tests.length).toBeGreaterThan(0);

    const report = join(folder, 'report.json');
    const printed = await printedBy('vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${report}`, ...tests);

    const { success, numPassedTestSuites } = JSON.parse(await readFile(report, 'utf8'));
    expect({ success, numPassedTestSuites }, printed.stderr).toEqual({
      success: true,
      numPassedTestSuites: tests.length,
    });
  });
});
