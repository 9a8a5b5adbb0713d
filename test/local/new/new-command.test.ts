import { execFile, execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { compileFunction } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { execute } from '../../../command/command.ts';
import { newCommand } from '../../../local/new/new-command.ts';
import { temporaryFolder } from '../codepipeline/start-plane.ts';

/** Runs `new` as the package does, with this list of actions. */
async function runNew(list: string, name = 'greet') {
  const lines: string[] = [];
  const stream = { write: (text: string) => lines.push(text) };
  const surroundings = { env: {}, stdin: Readable.from([]), stdout: stream, stderr: stream };
  const code = await execute(newCommand(undefined), [name, '--actions', list], surroundings);
  return { code, printed: lines.join('') };
}

describe('partner-action new', () => {
  it('writes the action, its test and the list', async () => {
    const folder = await temporaryFolder();

    expect(await runNew(join(folder, "o'd d/actions.mts"))).toMatchObject({ code: 0 });

    expect(await readdir(join(folder, "o'd d"))).toEqual(['actions.mts', 'greet.mts', 'greet.test.mts']);
  });

  it.each([
    [
      'vitest',
      { type: 'module', devDependencies: { vitest: '5' } },
      'npx vitest run test/greet.test.ts',
      '../lib/greet.js',
    ],
    ['jest', { devDependencies: { jest: '30', '@types/jest': '30' } }, 'npx jest test/greet.test.ts', '../lib/greet'],
    ['@jest/globals', { devDependencies: { jest: '30' } }, 'npx jest test/greet.test.ts', '../lib/greet'],
    // jest loads no ES modules, and takes each file for its own whose name ends in .test.ts.
    [
      'node:test',
      { type: 'module', devDependencies: { jest: '30' } },
      'node --test test/greet-test.ts',
      '../lib/greet.ts',
    ],
    ['node:test', {}, 'node --test test/greet.test.ts', '../lib/greet.ts'],
  ])('writes the test with what the project has: %s for %j', async (runner, manifest, command, action) => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'test'));
    await mkdir(join(folder, 'lib'));
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "module": "NodeNext" } }');

    const { printed } = await runNew(join(folder, 'lib/actions.ts'));

    const [, call, file = ''] = /Test it: {2}(.*) (\S+)\n/.exec(printed) ?? [];
    expect(`${call} ${relative(folder, resolve(file))}`).toBe(command);
    const imported = [...(await readFile(resolve(file), 'utf8')).matchAll(/ from '(.*)';/g)].map(([, name]) => name);
    expect(imported).toContain(action);
    expect(imported.filter((name) => /jest|vitest|node:test/.test(name ?? ''))).toEqual(
      runner === 'jest' ? [] : [runner],
    );
  });

  it.each([
    ['has no folder test', async () => {}],
    ['has a file test', async (folder: string) => writeFile(join(folder, 'test'), '')],
  ])('writes the test beside the action where the project %s', async (_, prepare) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'package.json'), '{ "type": "module", "devDependencies": { "vitest": "5" } }');
    await prepare(folder);

    await runNew(join(folder, 'actions.ts'));

    expect(await readdir(folder)).toEqual(expect.arrayContaining(['greet.test.ts', 'greet.ts']));
  });

  it('prints commands that a shell takes as they are', async () => {
    const folder = await temporaryFolder();
    const list = join(folder, "my o'd actions.ts");

    const { printed } = await runNew(list);

    const [, words = ''] = /Run it: .* --actions (.*)\n/.exec(printed) ?? [];
    expect(execFileSync('sh', ['-c', `printf %s ${words}`], { encoding: 'utf8' })).toBe(list);
  });

  it.each(['actions.txt', 'actions.cjs', 'actions'])(
    'writes nothing beside a list of another language (%s)',
    async (name) => {
      const folder = await temporaryFolder();

      const ended = await runNew(join(folder, name));

      expect(ended).toEqual({
        code: 2,
        printed: expect.stringMatching(/^The list of actions must be a file that ends in \.ts, /),
      });
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('leaves nothing behind where the list is a folder', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'actions.ts'));

    const ended = await runNew(join(folder, 'actions.ts'));

    expect(ended).toEqual({ code: 1, printed: expect.stringMatching(/actions\.ts cannot be read: EISDIR\.\n$/) });
    expect(await readdir(folder)).toEqual(['actions.ts']);
  });

  it.each(['pipe', 'device'])('refuses a list that is a %s, without waiting for its end', async (kind) => {
    const folder = await temporaryFolder();
    const list = join(folder, 'actions.ts');
    if (kind === 'pipe') execFileSync('mkfifo', [list]);
    else await symlink('/dev/zero', list);

    const ended = await runNew(list);

    expect(ended).toEqual({ code: 1, printed: expect.stringMatching(/actions\.ts is not a file\.\n$/) });
    expect(await readdir(folder)).toEqual(['actions.ts']);
  });

  it('looks past folders that are called as the files of a project are, and past a byte order mark', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'package.json'), '\uFEFF{ "devDependencies": { "vitest": "5" } }');
    await mkdir(join(folder, 'lib/package.json'), { recursive: true });
    await mkdir(join(folder, 'lib/tsconfig.json'));

    const { code, printed } = await runNew(join(folder, 'lib/actions.ts'));

    expect(code).toBe(0);
    expect(printed).toContain('npx vitest run');
  });

  it('takes back what it wrote when the list cannot be written', async () => {
    const folder = await temporaryFolder();
    await symlink(join(folder, 'gone/actions.ts'), join(folder, 'actions.ts'));

    const ended = await runNew(join(folder, 'actions.ts'));

    expect(ended).toEqual({ code: 1, printed: expect.stringMatching(/actions\.ts cannot be written: ENOENT\.\n$/) });
    expect(await readdir(folder)).toEqual(['actions.ts']);
  });

  it('leaves a list as it was, and nothing beside it, when the disk is full', async () => {
    const folder = await temporaryFolder();
    const list = `// ${'x'.repeat(100_000)}\nexport const actions = [];\n`;
    await writeFile(join(folder, 'actions.ts'), list);
    const program = join(import.meta.dirname, '../../../bin/partner-action.ts');
    const node = [process.execPath, program, 'new', 'greet', '--actions', join(folder, 'actions.ts')];

    // A limit of the system on the size of a file ends a write as a full disk does.
    const running = promisify(execFile)('sh', ['-c', 'ulimit -f 16; exec "$@"', 'sh', ...node]);

    await expect(running).rejects.toThrow('actions.ts cannot be written: EFBIG.');
    expect(await readdir(folder)).toEqual(['actions.ts']);
    expect(await readFile(join(folder, 'actions.ts'), 'utf8')).toBe(list);
  });

  it('goes on with a list that is a link, and keeps its mode', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'real.ts'), 'export const actions = [];\n');
    await chmod(join(folder, 'real.ts'), 0o660);
    await symlink('real.ts', join(folder, 'actions.ts'));

    expect(await runNew(join(folder, 'actions.ts'))).toMatchObject({ code: 0 });

    expect((await lstat(join(folder, 'actions.ts'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'real.ts'), 'utf8')).toContain('[greetAction]');
    expect((await lstat(join(folder, 'real.ts'))).mode & 0o777).toBe(0o660);
  });

  it.each(['greet.ts', 'greet.test.ts'])('writes nothing through a link that leads nowhere (%s)', async (name) => {
    const folder = await temporaryFolder();
    await symlink(join(folder, 'elsewhere.ts'), join(folder, name));

    const ended = await runNew(join(folder, 'actions.ts'));

    expect(ended).toEqual({ code: 1, printed: expect.stringMatching(/ is there already\.\n$/) });
    expect((await lstat(join(folder, name))).isSymbolicLink()).toBe(true);
    expect(await readdir(folder)).toEqual([name]);
  });

  it('names nothing as the modules beside it do', async () => {
    const folder = await temporaryFolder();
    await runNew(join(folder, 'actions.ts'));
    const sources = await Promise.all(
      ['greet.ts', 'greet.test.ts'].map((file) => readFile(join(folder, file), 'utf8')),
    );
    const imported = sources.flatMap((source) => [...source.matchAll(/import \{ (.*) \}/g)]);
    const taken = imported.flatMap(([, names = '']) => names.split(', ')).filter((name) => name !== 'greetAction');
    const inKebabCase = taken.map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));

    const ended = await Promise.all(inKebabCase.map((name) => runNew(join(folder, name, 'actions.ts'), name)));

    expect(ended.filter(({ code }) => code !== 0)).toEqual([]);
    for (const [index, name] of inKebabCase.entries()) {
      const source = await readFile(join(folder, name, `${name}.ts`), 'utf8');
      expect(source).not.toContain(`export const ${taken[index]} `);
    }
  });

  it('refuses a name that the list has for another action', async () => {
    const list = join(await temporaryFolder(), 'actions.ts');
    await runNew(list, 'greet');
    const before = await readFile(list, 'utf8');

    const ended = await runNew(list, 'greet-action');

    expect(ended).toEqual({ code: 1, printed: expect.stringContaining('has a greetAction already') });
    expect(await readFile(list, 'utf8')).toBe(before);
  });

  it.each(["it's", 'a\\b', 'a"b', '\u2028', 'a`b'])(
    'writes a test that finds its action in a folder named %j',
    async (name) => {
      const folder = await temporaryFolder();
      await mkdir(join(folder, 'test'));
      await mkdir(join(folder, name));
      await writeFile(join(folder, 'package.json'), JSON.stringify({ devDependencies: { jest: '30' } }));

      await runNew(join(folder, name, 'actions.ts'));

      const source = await readFile(join(folder, 'test/greet.test.ts'), 'utf8');
      const [, literal = ''] = /import \{ greetAction \} from ([^\n]*);\n/.exec(source) ?? [];
      const found: unknown = compileFunction(`return ${literal};`)();
      expect(found).toBe(`../${name}/greet.ts`);
    },
  );

  it('names a manifest that is not JSON', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'package.json'), '{"name":');

    const ended = await runNew(join(folder, 'actions.ts'));

    expect(ended).toEqual({ code: 1, printed: expect.stringMatching(/package\.json is not JSON\.\n$/) });
    expect(await readFile(join(folder, 'package.json'), 'utf8')).toBe('{"name":');
  });
});
