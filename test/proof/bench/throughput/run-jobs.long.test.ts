import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AcknowledgeThirdPartyJobCommand,
  CodePipelineClient,
  GetThirdPartyJobDetailsCommand,
  PollForThirdPartyJobsCommand,
  PutThirdPartyJobFailureResultCommand,
  PutThirdPartyJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createArchive } from '../../../../lambda/archive/zip/create-archive.ts';
import type { Clock } from '../../../../model/clock.ts';
import { fileSink } from '../../../../proof/bench/contestants/file-sink.ts';
import { type Jobs, runJobs } from '../../../../proof/bench/throughput/run-jobs.ts';
import { client, type Stage } from '../../../../proof/bench/workers/stage.ts';
import { bundleWorkers, type StartWorker } from '../../../../proof/bench/workers/workers.ts';
import { few } from '../../../few.ts';

const { clientToken } = client;
const POLL_EVERY = 2;
const NUMBER = 3;

let folder: string;
let input: string;
let workers: Record<'ours' | 'plain', StartWorker>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughput-test-'));
  const { ours, plain } = await bundleWorkers(join(folder, 'workers'));
  workers = { ours: ours({ pollEvery: POLL_EVERY }), plain: plain(POLL_EVERY) };
  input = join(folder, 'input.zip');
  const sink = await fileSink(input);
  const archive = createArchive(sink);
  for (const name of ['a.txt', 'b/c.txt']) await archive.write(name, Buffer.from(name.repeat(1000)));
  await archive.finish();
  await sink.close();
});
afterAll(() => rm(folder, { recursive: true }));

async function newFolder(): Promise<string> {
  const made = await mkdtemp(join(folder, 'run-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

describe.each(['ours', 'plain'] as const)('the worker %s', (name) => {
  const kinds: [string, () => Jobs][] = [
    ['move an artifact', () => ({ provider: 'Move', number: NUMBER, input })],
    ['do nothing', () => ({ provider: 'Nothing', number: NUMBER })],
  ];
  it.each(few(1, kinds))(
    'is timed until all jobs are done that %s, with what its processes and the services took',
    async (_what, jobs) => {
      const statuses: string[] = [];
      const start: StartWorker = async (stage) => {
        stage.services.controlPlane.jobs.onChange(({ status }) => statuses.push(status));
        return await workers[name](stage);
      };

      const run = await runJobs(await newFolder(), jobs(), start);

      expect(statuses.filter((status) => status === 'Succeeded')).toHaveLength(NUMBER);
      expect(Math.min(run.seconds, run.servicesCpuSeconds)).toBeGreaterThan(0);
      expect(Math.min(run.usage?.peakMib ?? 0, run.usage?.cpuSeconds ?? 0)).toBeGreaterThan(0);
    },
  );
});

describe('a worker that does not do what it is timed for', () => {
  it.each([
    { what: 'loses every job', provider: 'Nothing', act: async () => {}, patient: 0, complaint: 'lost 3 of 3 jobs' },
    { what: 'does one job of three', provider: 'Nothing', act: succeedOnce, patient: 1, complaint: 'lost 2 of 3 jobs' },
    { what: 'fails a job', provider: 'Nothing', act: failOnce, patient: NUMBER, complaint: 'is Failed' },
    { what: 'moves nothing', provider: 'Move', act: succeedAll, patient: NUMBER, complaint: 'without its output' },
  ])('is refused: one that $what', async ({ provider, act, patient, complaint }) => {
    const start: StartWorker = async (stage) => {
      await act(stage);
      return { async [Symbol.asyncDispose]() {} };
    };
    const jobs = { provider, number: NUMBER, ...(provider === 'Move' && { input }) };

    const running = runJobs(await newFolder(), jobs, start, clockAfter(patient));

    await expect(running).rejects.toThrow(complaint);
  });
});

/** A clock whose time passes at once, except for the first sleeps, which last until they are broken off. */
function clockAfter(patientSleeps: number): Clock {
  let slept = 0;
  return {
    now: () => 0,
    async sleep(_milliseconds, signal) {
      if (slept++ < patientSleeps && signal) await once(signal, 'abort');
    },
  };
}

async function claim(stage: Stage, number: number): Promise<{ api: CodePipelineClient; jobIds: string[] }> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const api = new CodePipelineClient({ region: 'us-east-1', endpoint: stage.endpoints.codepipeline, credentials });
  onTestFinished(() => api.destroy());
  const { actionTypeId } = stage;
  const { jobs = [] } = await api.send(new PollForThirdPartyJobsCommand({ actionTypeId, maxBatchSize: number }));
  const jobIds = jobs.map(({ jobId = '' }) => jobId);
  for (const jobId of jobIds) {
    const { jobDetails } = await api.send(new GetThirdPartyJobDetailsCommand({ jobId, clientToken }));
    await api.send(new AcknowledgeThirdPartyJobCommand({ jobId, clientToken, nonce: jobDetails?.nonce }));
  }
  return { api, jobIds };
}

async function succeed(stage: Stage, number: number): Promise<void> {
  const { api, jobIds } = await claim(stage, number);
  for (const jobId of jobIds) await api.send(new PutThirdPartyJobSuccessResultCommand({ jobId, clientToken }));
}

async function succeedOnce(stage: Stage): Promise<void> {
  await succeed(stage, 1);
}

async function succeedAll(stage: Stage): Promise<void> {
  await succeed(stage, NUMBER);
}

async function failOnce(stage: Stage): Promise<void> {
  const { api, jobIds } = await claim(stage, 1);
  const failureDetails = { type: 'JobFailed', message: 'It did not work.' } as const;
  for (const jobId of jobIds) {
    await api.send(new PutThirdPartyJobFailureResultCommand({ jobId, clientToken, failureDetails }));
  }
}
