import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
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

/** As a Node before 22.18 does, which reads no TypeScript unless it is told to: the reader is compiled for it. */
async function readWithoutTypes(files: Readonly<Record<string, string>>): Promise<unknown> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const outfile = join(folder, 'reader.mjs');
  await build({ entryPoints: [fileURLToPath(reader)], outfile, bundle: true, format: 'esm', platform: 'node' });
  const script = `
    if (process.features.typescript) throw new Error('this Node reads TypeScript');
    const { readDeploymentFile } = await import(${JSON.stringify(pathToFileURL(outfile).href)});
    const { join } = await import('node:path');
    const read = () => readDeploymentFile((name) => join(${JSON.stringify(folder)}, name));
    console.log(JSON.stringify(await read().then(async () => await read(), (error) => error.message)));`;
  const flags = ['--no-experimental-strip-types', '--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
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

  it.each(['ts', 'mts'])(
    'is read in TypeScript, with what it imports, by a Node that reads none: .%s',
    async (ending) => {
      const name = `partner-action.config.${ending}`;
      const text =
        "import { stackName } from './names.ts';\ntype A = string;\nexport default { stackName: stackName as A };";

      const read = await readWithoutTypes({ [name]: text, 'names.ts': "export const stackName: string = 'S';" });

      expect(read).toEqual({ name, outline: { stackName: 'S' } });
    },
  );

  it('that is TypeScript in name only is refused with what is wrong, by a Node that reads none', async () => {
    const read = await readWithoutTypes({
      'partner-action.config.ts': 'enum A { One }\nexport default { stackName: A };',
    });

    expect(read).toMatch(/^partner-action.config.ts cannot be loaded: .*enum/);
  });

  it.each([
    ['throws what is not an error', 'throw null;', 'cannot be loaded: something that is not an error was thrown'],
    [
      'exports a promise',
      'export default Promise.resolve({ stackName: "S" });',
      'exports a promise: export default await',
    ],
    ['ends the program', 'process.exit(0);', 'cannot be loaded: it ends the program while it is loaded'],
  ])('is refused that %s', async (_what, text, why) => {
    const read = readByNode('partner-action.config.mjs', text);

    await expect(read).rejects.toThrow(`partner-action.config.mjs ${why}`);
  });
});
