import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { actions } from '../../../lambda/actions/index.ts';
import { startServices } from '../../../local/program/services.ts';
import { synthesize } from '../../../local/sam/synthesize.ts';
import { anyFreePorts } from '../../../model/local/services.ts';
import { timeLimit } from '../../time-limit.ts';
import { temporaryFolder } from '../lambda/bundles.ts';
import { standInSam } from './stand-in-sam.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');
const PROGRAM = ['--disable-warning=ExperimentalWarning', join(ROOT, 'bin/partner-action.ts')];
const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';

/** `npm run sam` in a folder, until it says that it waits; where containers run in a virtual machine, until it ends. */
async function prepareByHand() {
  const folder = await temporaryFolder();
  const program = spawn(process.execPath, [...PROGRAM, 'sam', '--output', folder], { cwd: ROOT });
  const ended = once(program, 'close');
  onTestFinished(() => void program.kill('SIGKILL'));
  const output = text(program.stdout);
  const waits = new Promise<void>((resolve) => {
    program.stderr.on('data', (line) => String(line).includes('Ctrl-C') && resolve());
  });
  await Promise.race([waits, ended]);
  const close = async () => {
    program.kill('SIGINT');
    const [code] = await ended;
    return { code, lines: (await output).trim().split('\n') };
  };
  return { folder, template: join(folder, 'template.json'), close };
}

describe('npm run sam', { timeout: timeLimit(120_000) }, () => {
  it('writes a template of all functions, prints a command line for each, and ends at Ctrl-C with its sockets', async () => {
    const { folder, template, close } = await prepareByHand();

    const { Resources } = JSON.parse(await readFile(template, 'utf8'));
    expect(Resources).toMatchObject({
      Poller: { Properties: { Architectures: [architecture], CodeUri: './poller' } },
      Worker: { Properties: { Architectures: [architecture], CodeUri: './worker' } },
      LastWord: { Properties: { Architectures: [architecture], CodeUri: './last-word' } },
    });
    expect(await close()).toEqual({
      code: 0,
      lines: [
        ['Poller', 'poller.json'],
        ['Worker', 'worker.json'],
        ['LastWord', 'last-word.json'],
      ].map(([id, event]) => expect.stringMatching(`^sam local invoke ${id} -t ${template} -e /\\S*events/${event}$`)),
    });
    expect(existsSync(join(folder, 'worker', '4510.sock'))).toBe(false);
  });
});

describe('npm run invoke', { timeout: timeLimit(120_000) }, () => {
  it('hands sam the function, its files, and each flag that is sam’s own, with no credentials of the caller', async () => {
    const services = await startServices({ ports: anyFreePorts, actionTypes: actions.map(({ type }) => type) });
    onTestFinished(() => services.close());
    const { calls, path } = await standInSam();
    const env = {
      PATH: path,
      LOCAL_PORT: String(services.controlPlane.port),
      LOCAL_ARTIFACT_STORE_PORT: String(services.artifactStore.port),
      LOCAL_SQS_PORT: String(services.sqs.port),
      LOCAL_DYNAMODB_PORT: String(services.dynamodb.port),
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SESSION_TOKEN: 'of the caller',
    };
    const folder = await temporaryFolder();
    const event = join(folder, 'a dead letter.json');
    await run(process.execPath, [...PROGRAM, 'events', 'last-word', '--output', folder], { env });
    await writeFile(event, await readFile(join(folder, 'last-word.json')));

    const flags = ['--debug-port', '5858', '--skip-pull-image', '--', '--docker-network', 'a net', '--debug'];
    const words = ['invoke', 'last-word', '--event', event, ...flags];
    const { stdout } = await run(process.execPath, [...PROGRAM, ...words], { env });

    expect(stdout).toBe('{"batchItemFailures":[]}\n');
    const { args, template, variables, names } = JSON.parse(await readFile(calls, 'utf8'));
    const files = ['--template', expect.any(String), '--env-vars', expect.any(String), '--event', event];
    const passed = ['--debug-port', '5858', '--skip-pull-image', '--docker-network', 'a net', '--debug'];
    expect(args).toEqual(['local', 'invoke', 'LastWord', ...files, ...passed]);
    expect(Object.keys(template.Resources)).toEqual(['LastWord']);
    expect(variables.LastWord.QUEUE_URL).toBe(services.sqs.deadLetterQueueUrl);
    expect(names).toEqual(['AWS_CONFIG_FILE', 'AWS_EC2_METADATA_DISABLED', 'AWS_SHARED_CREDENTIALS_FILE']);
  });
});

const hasSam = await run('sam', ['--version']).then(
  () => true,
  () => false,
);
const REGION = { ...process.env, AWS_DEFAULT_REGION: 'us-east-1', SAM_CLI_TELEMETRY: '0' };

describe.skipIf(!hasSam)('sam itself, which must be on PATH for this', { timeout: timeLimit(300_000) }, () => {
  it('finds nothing to say of the template that is deployed', async () => {
    const [deployed] = await synthesize(await temporaryFolder(), process.env);
    const file = join(await temporaryFolder(), 'template.json');
    await writeFile(file, JSON.stringify(deployed?.template));

    const { stdout } = await run('sam', ['validate', '--lint', '-t', file], { env: REGION });

    expect(stdout).toContain('is a valid SAM Template');
  });

  it('finds nothing to say of the template, and finds the function, its code and its variables in it', async () => {
    const { folder, template, close } = await prepareByHand();
    const event = join(folder, 'event.json');
    await writeFile(event, '{}');

    const linted = await run('sam', ['validate', '--lint', '-t', template], { env: REGION, cwd: folder });
    // Without an engine sam ends only after it has read all of it.
    const env = { ...REGION, DOCKER_HOST: 'unix:///nonexistent.sock' };
    const args = ['local', 'invoke', 'Worker', '-t', template, '-e', event, '--debug'];
    const refused = await run('sam', args, { env, cwd: folder }).catch((error) => error);
    await close();

    expect(linted.stdout).toContain('is a valid SAM Template');
    expect(refused.stderr).toContain("Found Serverless function with name='Worker' and CodeUri='./worker'");
    expect(refused.stderr).toContain('requires a container runtime');
  });
});
