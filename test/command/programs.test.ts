import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commands } from '../../bin/commands.ts';
import { few } from '../few.ts';
import { timeLimit } from '../time-limit.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
/** The lists of actions and commands, and what the CDK starts, take no words. */
const NOT_PROGRAMS = ['actions', 'app', 'commands'];
const programs = readdirSync(join(ROOT, 'bin'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => !NOT_PROGRAMS.includes(name));
const ofRepository = programs.filter((name) => name !== 'partner-action').map((name) => [name, `bin/${name}.ts`]);
const ofPackage = Object.keys(commands).map((name) => [name, `bin/partner-action.ts ${name}`]);
const { scripts, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const start = (program: string, ...args: string[]) =>
  run(process.execPath, ['--disable-warning=ExperimentalWarning', ...program.split(' '), ...args], { cwd: ROOT });
const refusal = (stderr: unknown) => ({ code: 2, stdout: '', stderr });

describe('the scripts of the package', { timeout: timeLimit(60_000) }, () => {
  it.each([...ofPackage, ...ofRepository])('have %s', (name, program) => {
    expect(scripts[name].endsWith(program)).toBe(true);
  });

  // Texts and refusals of all are tested without a process by command-line.test.ts and docs.test.ts.
  it.each(few(5, [...ofPackage, ...ofRepository]))(
    'npm run %s shows its help, and ends with one line and exit code 2 for a flag that it does not have',
    async (name, program) => {
      const [help] = await Promise.all([
        start(program, '--help'),
        expect(start(program, '--nonsense')).rejects.toMatchObject(
          refusal(expect.stringMatching(/^[^\n]+ See --help\.\n$/)),
        ),
      ]);

      expect(help.stdout).toMatch(name === 'start' ? /npm start/ : new RegExp(`npm run (-s )?${name}`));
      expect(help.stderr).toBe('');
    },
  );
});

describe('partner-action', { timeout: timeLimit(60_000) }, () => {
  it('prints its version', async () => {
    const { stdout, stderr } = await start('bin/partner-action.ts', '--version');

    expect({ stdout, stderr }).toEqual({ stdout: `${version}\n`, stderr: '' });
  });

  it.each(['--help', '-h', 'help'])('names every command and its purpose for %s', async (word) => {
    const { stdout, stderr } = await start('bin/partner-action.ts', word);

    for (const [name, { purpose }] of Object.entries(commands)) {
      expect(stdout).toMatch(new RegExp(`^  ${name} +${purpose.replaceAll('.', '\\.')}$`, 'm'));
    }
    expect(stderr).toBe('');
  });

  it.each([
    ['a command that there is not', ['strat'], /^There is no command "strat"; there are start, .* See --help\.\n$/],
    ['a name that every object has', ['constructor'], /^There is no command "constructor"; there are/],
    ['no command at all', [], /^Give a command; there are start, .* See --help\.\n$/],
  ])('says which there are for %s, and exits 2', async (_what, args, sentence) => {
    const refused = start('bin/partner-action.ts', ...args);

    await expect(refused).rejects.toMatchObject(refusal(expect.stringMatching(sentence)));
  });

  it('ends quietly when whoever reads its output has read enough', async () => {
    const program = spawn(process.execPath, ['bin/partner-action.ts', 'start', '--help'], { cwd: ROOT });
    const closed = once(program, 'close');
    program.stdout.destroy();

    expect(await text(program.stderr)).toBe('');
    expect(await closed).toEqual([0, null]);
  });

  it.each([
    ['jobs', 'operate/jobs/jobs-command.ts', ['ROOT/local/', 'esbuild', 'aws-cdk-lib', 'fauxqs', 'dynalite']],
    ['start', 'local/program/start-command.ts', ['@aws-sdk', 'esbuild', 'aws-cdk-lib', 'fauxqs', 'dynalite']],
    ['chaos', 'local/chaos/chaos-command.ts', ['@aws-sdk', 'esbuild', 'aws-cdk-lib', 'fauxqs', 'dynalite']],
    ['cost', 'operate/cost/cost-command.ts', ['ROOT/local/', 'esbuild', 'aws-cdk-lib', 'fauxqs', 'dynalite']],
  ])(
    'loads no more than the command line of %s takes, as long as that cannot be followed',
    async (name, own, others) => {
      const refused = run(
        process.execPath,
        [
          '--disable-warning=ExperimentalWarning',
          '--import',
          `data:text/javascript,import { registerHooks } from 'node:module';
        registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) })`,
          'bin/partner-action.ts',
          name,
          '--nonsense',
        ],
        { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 },
      );

      const { code, stdout } = await refused.catch((error) => error);

      expect(code).toBe(2);
      expect(stdout).toContain(`/${own}`);
      for (const other of others) expect(stdout.replaceAll(ROOT, 'ROOT')).not.toContain(other);
    },
  );
});
