import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import middy from '@middy/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { actions } from '../../../lambda/actions/index.ts';
import type { JobMessage } from '../../../lambda/job/ports.ts';
import { type Invocation, notDone, type WithMessage } from '../../../lambda/middleware/invocation.ts';
import { observe } from '../../../lambda/middleware/observe.ts';
import { takeMessage } from '../../../lambda/middleware/take-message.ts';
import { type Services, startServices } from '../../../local/program/services.ts';
import { functionVariables, servicesOn } from '../../../local/sam/local-services.ts';
import { anyFreePorts } from '../../../model/local/services.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { invoke } from '../../lambda/middleware/deliver.ts';
import { memoryQueue } from '../../memory/queue.ts';
import { timeLimit } from '../../time-limit.ts';

const ROOT = join(import.meta.dirname, '../../..');
const clock = createManualClock();
const events = ['poller.json', 'worker.json'] as const;

const read = async (folder: string, name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));

/** A worker that does nothing with its message but remember it. */
function readMessage() {
  const messages: JobMessage[] = [];
  const worker = middy<Invocation>()
    .use(observe())
    .use(takeMessage({ clock, ledger: memoryLedger(), queue: memoryQueue({ clock }) }))
    .handler(async (invocation: Invocation) => {
      const { message } = invocation as WithMessage;
      messages.push(message);
      return notDone(message);
    });
  return { worker, messages };
}

/** The names and types of a value; what is JSON within it too. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'string' && value.startsWith('{')) return { json: shapeOf(JSON.parse(value)) };
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]));
}

const makeEvents = async (env: NodeJS.ProcessEnv, ...options: string[]) => {
  const program = ['--disable-warning=ExperimentalWarning', join(ROOT, 'bin/partner-action.ts'), 'events'];
  const { stdout } = await promisify(execFile)(process.execPath, [...program, ...options], { env });
  return stdout.trim().split('\n');
};

describe('the events for sam', { timeout: timeLimit(60_000) }, () => {
  let services: Services;
  /** Where they are unless a folder is named. */
  let files: string[];
  /** A copy of them, which no other run writes over. */
  let made: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    const actionTypes = actions.map(({ type }) => type);
    services = await startServices({ ports: anyFreePorts, actionTypes });
    made = await mkdtemp(join(tmpdir(), 'events-'));
    const env = {
      PATH: process.env['PATH'],
      LOCAL_PORT: String(services.controlPlane.port),
      LOCAL_ARTIFACT_STORE_PORT: String(services.artifactStore.port),
      LOCAL_SQS_PORT: String(services.sqs.port),
      LOCAL_DYNAMODB_PORT: String(services.dynamodb.port),
    };
    files = await makeEvents(env);
    for (const file of files) await copyFile(file, join(made, basename(file)));
    environment = env;
  }, timeLimit(60_000));

  afterAll(async () => {
    vi.unstubAllEnvs();
    await services.close();
    await rm(made, { recursive: true });
  });

  it.each(events)('has a committed %s that is as npm run events makes it', async (name) => {
    const [committed, fresh] = [await read(join(ROOT, 'events'), name), await read(made, name)];

    expect(shapeOf(committed)).toEqual(shapeOf(fresh));
  });

  it('makes the event of the message for a job that the poller has taken', async () => {
    const event = await read(made, 'worker.json');
    const { worker, messages } = readMessage();

    await invoke(worker, event, clock);

    const jobs = await services.controlPlane.jobs.list();
    expect(jobs.map(({ jobId, clientId, status }) => ({ jobId, clientId, status }))).toEqual([
      { jobId: messages[0]?.jobId, clientId: messages[0]?.clientId, status: 'Dispatched' },
    ]);
  });

  it('has a committed event that a worker finds its job in', async () => {
    const event = await read(join(ROOT, 'events'), 'worker.json');
    const { worker, messages } = readMessage();

    await invoke(worker, event, clock);

    const [record] = event.Records;
    const { messageId, receiptHandle } = record;
    expect(messages).toEqual([{ ...JSON.parse(record.body), messageId, receiptHandle }]);
  });

  it('has a committed event that the poller takes', async () => {
    const event = await read(join(ROOT, 'events'), 'poller.json');
    const { AWS_ENDPOINT_URL_DYNAMODB, LEDGER_TABLE } = functionVariables(
      servicesOn({ codepipeline: 1, s3: 1, sqs: 1, dynamodb: services.dynamodb.port }),
    );
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', AWS_ENDPOINT_URL_DYNAMODB);
    vi.stubEnv('LEDGER_TABLE', LEDGER_TABLE);
    const { handler: poller } = await import('../../../lambda/entry/poller.ts');

    await expect(invoke(poller, event, clock, 60)).resolves.toEqual({ queued: 0 });
  });

  it('has a committed last-word.json that is as npm run events makes it, of a job that no worker has seen', async () => {
    await makeEvents(environment, 'last-word', '--output', made);

    const [committed, fresh] = [await read(join(ROOT, 'events'), 'last-word.json'), await read(made, 'last-word.json')];
    expect(shapeOf(committed)).toEqual(shapeOf(fresh));
    expect(fresh.Records[0].eventSourceARN).toMatch(/:partner-action-jobs-dead$/);
    const { jobId } = JSON.parse(fresh.Records[0].body);
    expect(await services.controlPlane.jobs.show(jobId)).toMatchObject({ status: 'Dispatched' });
  });

  it('go to where git looks for nothing, unless a folder is named', async () => {
    const { stdout } = await promisify(execFile)('git', ['check-ignore', ...files], { cwd: ROOT });
    expect(stdout.trim().split('\n')).toEqual(files);
    expect(files).toHaveLength(events.length);
  });
});
