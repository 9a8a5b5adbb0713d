import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type FunctionSettings, type LambdaFunction, startFunction } from '../../../local/lambda/runtime.ts';

/** A new folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'partner-action-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes the code of a function and gives the path of its bundle. */
export async function writeBundle(code: string): Promise<string> {
  const bundle = join(await temporaryFolder(), 'index.mjs');
  await writeFile(bundle, code);
  return bundle;
}

/** A function that runs this code and goes with the test; `lines` are what it wrote so far. */
export async function functionOf(
  code: string,
  settings: Partial<FunctionSettings> = {},
  clock?: Parameters<typeof startFunction>[1],
): Promise<LambdaFunction & { lines: string[] }> {
  const lines: string[] = [];
  const lambda = startFunction(
    {
      name: 'tested',
      bundle: await writeBundle(code),
      environment: {},
      timeoutSeconds: 60,
      memoryMegabytes: 128,
      onLog: (line, stream) => lines.push(`${stream}: ${line}`),
      ...settings,
    },
    clock,
  );
  onTestFinished(() => lambda.close());
  return { ...lambda, lines };
}
