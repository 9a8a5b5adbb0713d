import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TrialParts, trialCommand } from '../../../operate/trial/trial-command.ts';
import { cdkCalls, putCdk } from '../cdk-stand-in.ts';
import { runCommand } from '../run-command.ts';

/** What the service answers to an operation, one call after the other; the last one from then on. */
type Answers = Record<string, { status?: number; body: object }[]>;

const RUN = 'a1b2c3d4-0000-4000-8000-00000000000a';
const detail = (actionName: string, startTime: number, status: string, executionResult?: object) => ({
  actionExecutionId: actionName,
  stageName: `Stage${actionName}`,
  actionName,
  startTime,
  status,
  ...(executionResult && { output: { executionResult } }),
});
const execution = (status: string) => ({ body: { pipelineExecution: { status } } });
const actions = (...actionExecutionDetails: object[]) => ({ body: { actionExecutionDetails } });
const source = { name: 'Read', configuration: { S3Bucket: 'sources', S3ObjectKey: 'source.zip' } };
const started: Answers = {
  GetPipeline: [{ body: { pipeline: { stages: [{ actions: [source] }] } } }],
  StartPipelineExecution: [{ body: { pipelineExecutionId: RUN } }],
};

let folder: string;
let server: Server;
let answers: Answers;
/** The operations that were called, and the uploads. */
let calls: string[];
let now: number;

const clock = {
  now: () => now,
  sleep: async (milliseconds: number) => {
    now += milliseconds;
  },
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trial-'));
  server = createServer(async (request, response) => {
    const body = await text(request);
    const operation = request.headers['x-amz-target']?.toString().split('.')[1];
    calls.push(operation ?? `${request.method} ${request.url?.split('?')[0]} ${body.includes('packed')}`);
    const queue = answers[operation ?? ''] ?? [];
    const { status = 200, body: answer } = (queue.length > 1 ? queue.shift() : queue[0]) ?? { body: {} };
    response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      .end(operation && JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  calls = [];
  now = 0;
});

const run = (args: string[], changes: Partial<TrialParts> = {}) => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'none' },
  };
  const parts: TrialParts = {
    project: folder,
    synthesize: async (_wish, into) => into,
    pack: async (_from, file) => void writeFileSync(file, 'packed'),
    clients: { codepipeline: new CodePipelineClient(config), s3: new S3Client({ ...config, forcePathStyle: true }) },
  };
  return runCommand(trialCommand({ ...parts, ...changes }), args, { clock });
};

describe('trial run', () => {
  it('uploads the folder as a zip, starts the pipeline, and tells how each action ended', async () => {
    answers = {
      ...started,
      GetPipelineExecution: [execution('InProgress'), execution('Succeeded')],
      ListActionExecutions: [
        actions(detail('Once', 2, 'InProgress'), detail('Read', 1, 'Succeeded')),
        actions(
          detail('Again', 3, 'Succeeded', { externalExecutionSummary: 'Nothing found.' }),
          detail('Once', 2, 'Succeeded', { externalExecutionSummary: 'Nothing leaked.' }),
          detail('Read', 1, 'Succeeded'),
        ),
      ],
    };

    const ended = await run(['run', folder]);

    expect(ended.code).toBe(0);
    expect(calls.slice(0, 3)).toEqual(['GetPipeline', 'PUT /sources/source.zip true', 'StartPipelineExecution']);
    expect(ended.output.split('\n')).toEqual([
      'STAGE       ACTION  STATUS     SAYS',
      'StageRead   Read    Succeeded',
      'StageOnce   Once    Succeeded  Nothing leaked.',
      'StageAgain  Again   Succeeded  Nothing found.',
      'The pipeline: Succeeded',
      '',
    ]);
    expect(ended.errors.split('\n')).toEqual([
      `Pipeline execution ${RUN} has started.`,
      'StageRead/Read: Succeeded',
      'StageOnce/Once: InProgress',
      'StageOnce/Once: Succeeded',
      'StageAgain/Again: Succeeded',
      '',
    ]);
    expect(now).toBe(5000);
  });

  it.each([
    ['says what of the folder is not uploaded', [], true],
    ['takes all of it when it is told to', ['--all'], false],
  ])('%s', async (_, flags, isToldOf) => {
    answers = { ...started, GetPipelineExecution: [execution('Succeeded')], ListActionExecutions: [actions()] };
    mkdirSync(join(folder, 'left-out'), { recursive: true });

    const pack: TrialParts['pack'] = async (_from, file, all) => {
      writeFileSync(file, 'packed');
      return all ? undefined : 'What is uploaded leaves out 1 link.';
    };

    const { errors } = await run(['run', join(folder, 'left-out'), ...flags], { pack });

    expect(errors.includes('leaves out 1 link')).toBe(isToldOf);
  });

  it('ends with exit code 1 and what the customer reads when an action failed', async () => {
    const errorDetails = { code: 'JobFailed', message: 'A private key was found.' };
    answers = {
      ...started,
      GetPipelineExecution: [execution('Failed')],
      ListActionExecutions: [actions(detail('Once', 2, 'Failed', { errorDetails }))],
    };

    const ended = await run(['run', folder]);

    expect(ended.code).toBe(1);
    expect(ended.output).toContain('Failed  JobFailed: A private key was found.\nThe pipeline: Failed\n');
  });

  it('ends with exit code 3 when the pipeline takes longer than it may, also one that is not known yet', async () => {
    const unknown = { status: 400, body: { __type: 'PipelineExecutionNotFoundException' } };
    answers = {
      ...started,
      GetPipelineExecution: [unknown, execution('InProgress')],
      ListActionExecutions: [actions()],
    };

    const ended = await run(['run', folder, '--minutes', '2']);

    expect(ended).toMatchObject({ code: 3, output: expect.stringContaining('The pipeline: InProgress') });
    expect(now).toBe(120_000);
  });

  it('uploads nothing when there is no trial', async () => {
    answers = { GetPipeline: [{ status: 400, body: { __type: 'PipelineNotFoundException' } }] };

    const ended = await run(['run', folder]);

    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining('trial deploy makes it') });
    expect(calls).toEqual(['GetPipeline']);
  });

  it('asks nothing of AWS for a path that is not there', async () => {
    const ended = await run(['run', join(folder, 'missing')]);

    expect(ended).toMatchObject({ code: 2, errors: expect.stringContaining('is neither a file nor a folder') });
    expect(calls).toEqual([]);
  });
});

describe('trial synth, trial deploy and trial destroy', () => {
  function projectWith(code: number): { project: string } {
    const project = mkdtempSync(join(folder, 'project-'));
    putCdk(project, code);
    return { project };
  }

  it.each(['synth', 'deploy', 'destroy'])('has the CDK of the project %s the synthesized stack', async (verb) => {
    const { project } = projectWith(0);
    const wishes: object[] = [];
    const synthesize: TrialParts['synthesize'] = async ({ environment: _, ...wish }, into) => {
      wishes.push(wish);
      return join(into, 'cdk.out');
    };

    const ended = await run([verb, '--action', 'scanner', '--set', 'Rule=a=b'], { project, synthesize });

    expect(ended.code).toBe(0);
    expect(wishes).toEqual([{ actions: undefined, action: 'scanner', configuration: { Rule: 'a=b' } }]);
    expect(cdkCalls(project)).toEqual([[verb, '--app', expect.stringMatching(/cdk\.out$/), 'PartnerActionTrial']]);
  });

  it('ends with exit code 1 when the CDK does', async () => {
    const ended = await run(['deploy'], projectWith(7));

    expect(ended).toMatchObject({ code: 1, errors: 'cdk deploy ended with exit code 7.\n' });
  });

  it('says how to get a CDK where there is none, before anything is synthesized', async () => {
    const ended = await run(['deploy'], { synthesize: () => Promise.reject(new Error('was synthesized')) });

    expect(ended).toMatchObject({ code: 2, errors: expect.stringContaining('npm install --save-dev aws-cdk') });
  });

  it.each([
    [['--set', 'Rule'], '--set takes NAME=VALUE.\n'],
    [['--set', 'Rule=a', '--set', 'Rule=b'], '--set Rule=… may be given only once.\n'],
  ])('refuses %j', async (flags, errors) => {
    expect(await run(['deploy', ...flags])).toMatchObject({ code: 2, errors });
  });
});
