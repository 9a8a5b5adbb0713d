import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../bin/commands.ts';
import { bareEnvironment } from '../bare-environment.ts';
import { type Ended, runCommand } from '../operate/run-command.ts';
import { type Stack, startStack } from '../operate/started-stack.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/partner-action.ts');
const CLIENT = 'a1b2c3d4-0000-4000-8000-00000000000a';
/** What a machine may be set up with; with --local none of it may be reached. 203.0.113.0/24 is reserved for documentation. */
const HOSTILE = {
  AWS_PROFILE: 'production',
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL: 'http://203.0.113.9:1',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://203.0.113.9:1',
  AWS_USE_FIPS_ENDPOINT: 'true',
  LEDGER_TABLE: 'production-ledger',
};

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

/** Runs a front door as npm does. */
async function start(
  name: string,
  args: string[],
  environment: Record<string, string> = {},
  input = '',
): Promise<Ended> {
  const command = ['--disable-warning=ExperimentalWarning', PROGRAM, name, ...args];
  const child = spawn(process.execPath, command, { env: { ...bareEnvironment, ...environment } });
  child.stdin.end(input);
  const code = new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? -1)));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, output, errors };
}

/** Runs a front door in this process. */
async function runHere(name: string, args: string[]): Promise<Ended> {
  const command = await commands[name]?.load();
  if (!command) throw new Error(`there is no command ${name}`);
  return await runCommand(command, args);
}

describe.each([
  ['jobs', ['list', 'show', 'retry', 'fail', '--phase', '--message', '--type', '--local', '--queue-url', 'QUEUE_URL']],
  ['clients', ['list', 'add', 'rotate', 'disable', 'enable', '--local', '--clients-table', 'CLIENTS_TABLE']],
  ['action-type', ['artifact-guard', '--polling-account', '--custom', '--snippets', '--since', '--json']],
])('npm run %s', (name, named) => {
  it('explains itself with --help, wherever the flag stands', async () => {
    const [first, later] = [await runHere(name, ['--help']), await runHere(name, [named[0] ?? '', '-h'])];

    expect(first).toMatchObject({ code: 0, errors: '' });
    expect(later).toEqual(first);
    for (const word of named) expect(first.output).toContain(word);
  });

  it('exits 2 with one line when it is not told what to do', async () => {
    const ended = await runHere(name, []);

    expect(ended).toMatchObject({ code: 2, output: '' });
    expect(ended.errors.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('the commands', () => {
  it('work on the services of npm start with --local, whatever AWS settings surround them', async () => {
    const jobId = await stack.writeEntry();

    const ended = await start('jobs', ['list', '--local'], { ...HOSTILE, ...stack.environment });

    expect(ended.code).toBe(0);
    expect(ended.output).toContain(jobId);
  });

  it('take a client token from a pipe', async () => {
    const ended = await start('clients', ['add', CLIENT, '--local'], stack.environment, 'piped-token\n');

    expect(ended).toEqual({ code: 0, output: `Client ${CLIENT} is added and active.\n`, errors: '' });
    expect(await stack.clients.token(CLIENT)).toEqual({ token: 'piped-token' });
  });

  it('work on a deployed stack with the Region and credentials that the SDK finds', async () => {
    const jobId = await stack.writeEntry();
    const aws = {
      AWS_ENDPOINT_URL: stack.dynamodb.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'of an operator',
    };

    const ended = await start('jobs', ['show', jobId, '--ledger-table', 'ledger'], aws);

    expect(ended).toMatchObject({ code: 0, output: expect.stringContaining(jobId), errors: '' });
  });

  it('send to the endpoint that the SDK finds, whatever host a queue URL names', async () => {
    const aws = {
      AWS_ENDPOINT_URL: stack.dynamodb.url,
      AWS_ENDPOINT_URL_SQS: stack.sqs.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'of an operator',
      LEDGER_TABLE: 'ledger',
      QUEUE_URL: stack.sqs.queueUrl.replace(stack.sqs.url, 'http://203.0.113.9:1'),
    };

    const ended = await start('jobs', ['list'], aws);

    expect(ended.code).toBe(0);
    expect(ended.errors).toContain('\nQueue: about 0 waiting, 0 received or delayed.\n');
  });

  it('say with exit code 1 that nothing answers', async () => {
    const ended = await start('jobs', ['show', 'j', '--local'], { LOCAL_DYNAMODB_PORT: '1' });

    expect(ended).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('is `npm start` running?') });
  });

  it('say with exit code 2 which name of the deployed stack is missing', async () => {
    const ended = await start('jobs', ['show', 'j']);

    expect(ended).toMatchObject({ code: 2, errors: expect.stringContaining('Give --ledger-table or LEDGER_TABLE') });
  });
});
