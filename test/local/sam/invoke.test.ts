import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions } from '../../../lambda/actions/index.ts';
import { type Services, startServices } from '../../../local/program/services.ts';
import { anyFreePorts } from '../../../model/local/services.ts';
import { timeLimit } from '../../time-limit.ts';

const PROGRAM = join(import.meta.dirname, '../../../bin/partner-action.ts');
/** The image that sam would pull; without it, a test would download some hundred megabytes. */
const IMAGE = `public.ecr.aws/lambda/nodejs:24-${process.arch === 'arm64' ? 'arm64' : 'x86_64'}`;
const NOTHING_LISTENS = {
  LOCAL_PORT: '1',
  LOCAL_ARTIFACT_STORE_PORT: '1',
  LOCAL_SQS_PORT: '1',
  LOCAL_DYNAMODB_PORT: '1',
};

interface Ended {
  code: number;
  output: string;
  errors: string;
}

const run = (command: string, args: string[], env: NodeJS.ProcessEnv = process.env) =>
  new Promise<Ended>((resolve) => {
    execFile(command, args, { env, timeout: timeLimit(120_000) }, (error, output, errors) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output, errors }),
    );
  });

const node = (command: string, args: string[], env: NodeJS.ProcessEnv) =>
  run(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, command, ...args], env);

const invoke = (args: string[], env: NodeJS.ProcessEnv) => node('invoke', args, env);

describe('npm run invoke', { timeout: timeLimit(60_000) }, () => {
  it('says in a line each what is missing and exits 2', async () => {
    const ended = await invoke([], { PATH: '/nonexistent', ...NOTHING_LISTENS });

    expect(ended).toMatchObject({ code: 2, output: '' });
    expect(ended.errors.trimEnd().split('\n')).toEqual([
      expect.stringMatching(
        /local services are not there: codepipeline \(127\.0\.0\.1:1\), .*npm start -- --services-only/,
      ),
      expect.stringContaining('Docker does not answer'),
      expect.stringContaining('sam is not there'),
    ]);
  });

  it.each([
    ['a function that cannot be invoked', ['lastword'], /poller, worker, last-word; got "lastword"/],
    ['a port that there is not', ['--debug-port', '0'], /--debug-port must be a whole number from 1 to 65535/],
    ['a flag of sam that invoke makes itself', ['worker', '--', '--event=x'], /--event cannot stand behind --/],
    ['two functions', ['poller', 'worker'], /got "poller worker"/],
    ['an event that is not there', ['worker', '--event', '/no/such/event.json'], /\/no\/such\/event\.json .*ENOENT/],
    [
      'an event that is not JSON',
      ['--event', import.meta.filename],
      /invoke\.test\.ts cannot be read: Unexpected token/,
    ],
    ['an unknown flag', ['--even', 'x'], /Unknown option '--even'/],
  ])('says in one line what is wrong with %s and exits 2', async (_what, args, message) => {
    const ended = await invoke(args, { PATH: '/nonexistent', ...NOTHING_LISTENS });

    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringMatching(message) });
    expect(ended.errors.trimEnd().split('\n')).toHaveLength(1);
  });
});

const canRun =
  (await run('sam', ['--version'])).code === 0 && (await run('docker', ['image', 'inspect', IMAGE])).code === 0;

describe.skipIf(!canRun)(
  `npm run invoke, with sam, Docker and its image ${IMAGE}`,
  { timeout: timeLimit(300_000) },
  () => {
    let services: Services;
    let folder: string;
    let env: NodeJS.ProcessEnv;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sam-'));
      const actionTypes = actions.map(({ type }) => type);
      services = await startServices({ ports: anyFreePorts, actionTypes });
      env = {
        ...process.env,
        LOCAL_PORT: String(services.controlPlane.port),
        LOCAL_ARTIFACT_STORE_PORT: String(services.artifactStore.port),
        LOCAL_SQS_PORT: String(services.sqs.port),
        LOCAL_DYNAMODB_PORT: String(services.dynamodb.port),
        // What a shell may have set; none of it may reach a function.
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'someone elses',
        AWS_ENDPOINT_URL: 'http://203.0.113.9:1',
        NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
        LEDGER_TABLE: 'another',
      };
      await writeFile(join(folder, 'page.txt'), 'plain\n');
    });

    afterAll(async () => {
      await services.close();
      await rm(folder, { recursive: true });
    });

    it('takes a job from the poll to its result in containers', async () => {
      const { jobs } = services.controlPlane;
      const { jobId } = await jobs.submit({
        configuration: {},
        inputArtifacts: [{ name: 'Source', path: dirname(join(folder, 'page.txt')) }],
        outputArtifacts: ['Report'],
      });

      const polled = await invoke(['poller', '--skip-pull-image'], env);
      const event = await node('events', ['--output', folder], env);
      const worked = await invoke(['worker', '--skip-pull-image', '--event', join(folder, 'worker.json')], env);

      expect(polled).toMatchObject({ code: 0, output: '{"queued":1}\n' });
      expect(event.code).toBe(0);
      expect(worked).toMatchObject({ code: 0, output: '{"batchItemFailures":[]}\n' });
      expect(await jobs.show(jobId)).toMatchObject({
        status: 'Succeeded',
        executionDetails: { summary: 'Scanned 1 file (6 bytes): no leaked credentials.' },
        outputArtifacts: [{ name: 'Report', size: expect.any(Number) }],
      });
      expect(await jobs.list()).toHaveLength(1);
    });

    it('exits 1 when the function throws', async () => {
      const event = join(folder, 'no-message.json');
      await writeFile(event, '{}');

      const ended = await invoke(['worker', '--skip-pull-image', '--event', event], env);

      expect(ended.code).toBe(1);
      expect(JSON.parse(ended.output)).toMatchObject({ errorMessage: expect.stringContaining('got 0') });
    });
  },
);
