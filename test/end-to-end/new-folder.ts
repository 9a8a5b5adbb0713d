import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

export const run = promisify(execFile);
export const ROOT = join(import.meta.dirname, '../..');
export const TSC = 'typescript/bin/tsc';

/** An empty folder for what `new` writes. It goes with the test. */
export const makeFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'new-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** Runs a tool of this repository in a folder. Rejects with what it printed when it finds something. */
export const runTool = async (folder: string, tool: string, ...args: string[]) => {
  await run(process.execPath, [join(ROOT, 'node_modules', tool), ...args], { cwd: folder }).catch((error) => {
    throw new Error(`${error.stdout}${error.stderr}`);
  });
};
