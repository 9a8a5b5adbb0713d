import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
/** The list of actions, and what the CDK starts, take no words. */
const NOT_COMMANDS = ['actions', 'app'];
const names = readdirSync(join(ROOT, 'bin'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => !NOT_COMMANDS.includes(name));
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const start = (name: string, arg: string) =>
  run(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'bin', `${name}.ts`), arg]);

describe.each(names)('npm run %s', { timeout: 60_000 }, (name) => {
  it('is a script of the package', () => {
    expect(scripts[name]).toContain(`bin/${name}.ts`);
  });

  it('shows its help, and ends with one line and exit code 2 for a flag that it does not have', async () => {
    const refusal = { code: 2, stdout: '', stderr: expect.stringMatching(/^[^\n]+ See --help\.\n$/) };

    const [help] = await Promise.all([
      start(name, '--help'),
      expect(start(name, '--nonsense')).rejects.toMatchObject(refusal),
    ]);

    expect(help.stdout).toMatch(name === 'start' ? /npm start/ : new RegExp(`npm run (-s )?${name}`));
    expect(help.stderr).toBe('');
  });
});
