import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { timeLimit } from '../../time-limit.ts';

const reader = new URL('../../../operate/stacks/deployment-file.ts', import.meta.url).href;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployment-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** As Node itself loads it: the test runner understands modules that Node does not. */
async function readByNode(name: string, text: string): Promise<unknown> {
  await writeFile(join(folder, name), text);
  const script = `
    const { readDeploymentFile } = await import(${JSON.stringify(reader)});
    const { join } = await import('node:path');
    console.log(JSON.stringify(await readDeploymentFile((name) => join(${JSON.stringify(folder)}, name))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout);
}

describe('the deployment file', { timeout: timeLimit(60_000) }, () => {
  it.each([
    ['partner-action.config.mjs', 'export default { stackName: "S" };'],
    ['partner-action.config.js', 'exports.__esModule = true; exports.default = { stackName: "S" };'],
    ['partner-action.config.js', 'module.exports = { stackName: "S" };'],
    ['partner-action.config.ts', 'const stackName: string = "S"; export default { stackName };'],
  ])('is read from %s: %s', async (name, text) => {
    expect(await readByNode(name, text)).toEqual({ name, outline: { stackName: 'S' } });
  });
});
