import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bufferSource } from '../../lambda/archive/bytes.ts';
import { openArchive } from '../../lambda/archive/zip/open-archive.ts';
import { bareEnvironment } from '../bare-environment.ts';
import { planted } from '../lambda/actions/planted-credentials.ts';
import { timeLimit } from '../time-limit.ts';
import { refusedIn } from './refused-start.ts';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'bin/partner-action.ts');
const ANY_FREE = ['--port', '0', '--artifact-store-port', '0', '--sqs-port', '0', '--dynamodb-port', '0'];
/** What a machine may be set up with; none of it may be reached. 203.0.113.0/24 is reserved for documentation. */
const HOSTILE = {
  AWS_PROFILE: 'production',
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL: 'http://203.0.113.9:1',
  AWS_ENDPOINT_URL_S3: 'http://203.0.113.9:1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'someone elses',
  AWS_SESSION_TOKEN: 'session',
  NODE_OPTIONS: '',
};

interface Ended {
  code: number;
  output: string;
  errors: string;
}

const start = (args: string[], environment: Record<string, string> = {}) =>
  new Promise<Ended>((resolve) => {
    const command = ['--disable-warning=ExperimentalWarning', PROGRAM, 'start', ...args];
    const env = { ...bareEnvironment, ...environment };
    execFile(process.execPath, command, { env, timeout: timeLimit(60_000) }, (error, output, errors) =>
      resolve({ code: Number(error?.code ?? 0), output, errors }),
    );
  });

describe('npm start', { timeout: timeLimit(90_000) }, () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'command-line-'));
    await writeFile(join(folder, 'a.txt'), 'plain\n');
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('exits 2 at once with a sentence when its state folder cannot be made, also where making one never ends', async () => {
    for (const state of ['/proc/state', '/dev/null/state', join(folder, 's'.repeat(300))]) {
      const ended = await start(['--services-only', '--state', state, ...ANY_FREE]);

      expect(ended, state).toEqual({
        code: 2,
        output: '',
        errors: expect.stringMatching(
          /^--state .* cannot be used: E[A-Z]+\. It takes a folder that can be written\.\n$/,
        ),
      });
    }
  });

  it("runs one job on the user's folder, copies the output artifact and exits 0, whatever AWS settings surround it", async () => {
    const output = join(folder, 'report.zip');

    const ended = await start(['--once', '--artifact', folder, '--output', output, ...ANY_FREE], HOSTILE);

    expect(ended).toMatchObject({ code: 0, errors: '' });
    expect(ended.output).toContain('Scanned 1 file (6 bytes): no leaked credentials.');
    expect(ended.output).not.toContain('Died');
    expect(ended.output).not.toContain('is removed now');
    const names: string[] = [];
    for await (const { path } of openArchive(bufferSource(await readFile(output))).entries()) names.push(path);
    expect(names.toSorted()).toEqual(['findings.sarif', 'manifest.json', 'summary.md']);
  });

  it('says that the output artifact goes when nothing keeps it', async () => {
    const ended = await start(['--once', '--artifact', folder, ...ANY_FREE]);

    const [, path = ''] = /output artifact "Report" .* (\S+)\n/.exec(ended.output) ?? [];
    expect(path).not.toBe('');
    expect(existsSync(path)).toBe(false);
    expect(ended.output).toContain('The output artifact is removed now; --output PATH keeps a copy.\n');
  });

  it('exits 1 for a job that failed and gives its outcome as one line of JSON', async () => {
    const leaky = await mkdtemp(join(folder, 'leaky-'));
    await writeFile(join(leaky, 'key'), planted.githubToken.text);

    const ended = await start(['--once', '--json', '--artifact', leaky, ...ANY_FREE]);

    expect(ended.code).toBe(1);
    expect(ended.output.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(ended.output)).toMatchObject({ status: 'Failed', failureDetails: { type: 'JobFailed' } });
  });

  it.each([
    ['an unknown action', ['--action', 'nope'], /no action "nope"; there are artifact-guard, remote-run/],
    ['an unknown property', ['--set', 'Fail=never'], /Unknown property "Fail"/],
    ['a wrong value of a property', ['--set', 'FailOn=maybe'], /"FailOn": allowed are error, warning, never/],
    ['a setting without a value', ['--set', 'FailOn'], /--set takes NAME=VALUE or NAME=@FILE: a property/],
    ['an artifact that is not there', ['--artifact', '/no/such/folder'], /\/no\/such\/folder cannot be read: ENOENT/],
    ['an artifact that is no file', ['--artifact', '/dev/zero'], /\/dev\/zero is neither a file nor a folder/],
    [
      'an artifact that is no archive',
      ['--artifact', import.meta.filename],
      /command-line\.test\.ts: The archive is not a zip, tar or tar\.gz archive: it is a text\. It takes/,
    ],
    [
      'a folder of actions',
      ['--actions', 'bin'],
      /^--actions bin is a folder\. It takes the module in it .* bin\/actions\.ts\./,
    ],
    ['an output in no folder', ['--output', '/no/such/folder/out.zip'], /--output .* ENOENT/],
    ['a port that is not one', ['--port', '70000'], /--port must be a port from 0 .* got "70000"/],
    ['an unknown flag', ['--verbos'], /Unknown option '--verbos'/],
    ['a word too many', ['once'], /Expected besides flags: none/],
  ])('says in one line what is wrong with %s and exits 2', async (_what, args, message) => {
    const ended = await refusedIn(ROOT, ['--once', ...args]);

    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringMatching(message) });
    expect(ended.errors.trimEnd().split('\n')).toHaveLength(1);
  });

  it('says which port is in use, closes what it had started and exits 2', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as { port: number };

    const ended = await start(['--once', '--port', String(port)]);

    squatter.close();
    expect(ended).toMatchObject({ code: 2, errors: expect.stringContaining(`Port ${port} of 127.0.0.1 is in use`) });
    expect(ended.errors).toContain('--port N (or LOCAL_PORT) names another one');
  });

  it('explains itself with --help', async () => {
    const ended = await refusedIn(ROOT, ['--help']);

    expect(ended.code).toBe(0);
    for (const flag of ['--once', '--artifact', '--action', '--set', '--output', '--json', '--services-only']) {
      expect(ended.output).toContain(flag);
    }
  });
});
