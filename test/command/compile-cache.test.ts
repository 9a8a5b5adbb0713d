import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { compiledFolder } from '../../command/compile-cache.ts';

const WEEK = 7 * 24 * 60 * 60 * 1000;
const COMPILE_CACHE = join(import.meta.dirname, '../../command/compile-cache.ts');

let kept: string;

beforeEach(async () => {
  kept = await mkdtemp(join(tmpdir(), 'compile-cache-'));
  onTestFinished(() => rm(kept, { recursive: true, force: true }));
});

it('is the same folder all week, and another one the next, which removes what was kept before', async () => {
  const first = compiledFolder(kept, 3000 * WEEK) ?? '';
  await writeFile(join(first, 'something'), '');

  expect(compiledFolder(kept, 3001 * WEEK - 1)).toBe(first);
  expect(await readdir(first)).toEqual(['something']);
  const second = compiledFolder(kept, 3001 * WEEK) ?? '';
  expect(second).not.toBe(first);
  expect(await readdir(join(kept, 'compiled'))).toEqual(['week-3001']);
});

it('is nowhere where no folder can be made', async () => {
  await writeFile(join(kept, 'compiled'), 'a file in its place');

  expect(compiledFolder(kept)).toBeUndefined();
});

/** What a program prints of two modules, one of which it compiles, after Node keeps what it compiled here. */
async function runKeeping(folder: string): Promise<string> {
  const script = `import module from 'node:module';
    import { compiledFolder } from ${JSON.stringify(COMPILE_CACHE)};
    const { status } = module.enableCompileCache(compiledFolder(${JSON.stringify(folder)}));
    const { answer } = await import(${JSON.stringify(join(folder, 'answer.ts'))});
    console.log(status === module.constants.compileCacheStatus.ENABLED, answer);`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return stdout.trim();
}

it('gives no result of what a file held before, and none of what was damaged', async () => {
  await writeFile(join(kept, 'answer.ts'), 'export const answer: number = 42;\n');
  expect(await runKeeping(kept)).toBe('true 42');
  await writeFile(join(kept, 'answer.ts'), 'export const answer: number = 43;\n');
  expect(await runKeeping(kept)).toBe('true 43');

  const folder = join(kept, 'compiled');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  for (const { parentPath, name } of files) await writeFile(join(parentPath, name), 'damaged');

  expect(await runKeeping(kept)).toBe('true 43');
});

it('lets several programs compile at once', async () => {
  await writeFile(join(kept, 'answer.ts'), 'export const answer: number = 42;\n');

  expect(new Set(await Promise.all(Array.from({ length: 6 }, () => runKeeping(kept))))).toEqual(new Set(['true 42']));
});
