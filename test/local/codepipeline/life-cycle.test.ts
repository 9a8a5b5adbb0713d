import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { acknowledge, acknowledged, details, dispatched, poll, putSuccess } from './call-as-worker.ts';
import { refusalOf, startPlane } from './start-plane.ts';
import { locationOf, s3For } from './store-observations.ts';

const START = '2030-01-01T00:00:00.000Z';

describe('a job', () => {
  it('passes through its statuses, each recorded with its time', async () => {
    const { client, clock, submit, jobs } = await startPlane();
    const jobId = await submit();

    clock.advance(1);
    const nonce = await dispatched(client, jobId);
    clock.advance(2);
    await acknowledge(client, jobId, nonce);
    clock.advance(3);
    await putSuccess(client, jobId);

    expect((await jobs.show(jobId)).transitions).toEqual([
      { status: 'Created', at: START },
      { status: 'Queued', at: START },
      { status: 'Dispatched', at: '2030-01-01T00:00:01.000Z' },
      { status: 'InProgress', at: '2030-01-01T00:00:03.000Z' },
      { status: 'Succeeded', at: '2030-01-01T00:00:06.000Z' },
    ]);
  });

  it('moves its artifacts with its own credentials, and shows size and place of what was uploaded', async () => {
    const plane = await startPlane();
    const path = await plane.file('source.zip', 'the source');
    const jobId = await plane.submit({ inputArtifacts: [{ name: 'Source', path }], outputArtifacts: ['Report'] });
    await acknowledged(plane.client, jobId);
    const job = await details(plane.client, jobId);
    const s3 = s3For(job, plane);

    const { Body } = await s3.send(new GetObjectCommand(locationOf(job.data?.inputArtifacts)));
    const output = {
      ...locationOf(job.data?.outputArtifacts),
      Body: 'report',
      ServerSideEncryption: 'aws:kms' as const,
    };
    await s3.send(new PutObjectCommand(output));
    await putSuccess(plane.client, jobId);

    const view = await plane.jobs.show(jobId);
    expect(await Body?.transformToString()).toBe('the source');
    expect(view.inputArtifacts).toEqual([{ name: 'Source', size: 10, path: expect.stringContaining(plane.folder) }]);
    expect(view.outputArtifacts).toEqual([{ name: 'Report', size: 6, path: expect.stringContaining(plane.folder) }]);
  });

  it('gets credentials that end after 15 minutes, and fresh ones with the details', async () => {
    const plane = await startPlane();
    const path = await plane.file('source.zip', 'the source');
    const jobId = await plane.submit({ inputArtifacts: [{ name: 'Source', path }] });
    await acknowledged(plane.client, jobId);
    const first = await details(plane.client, jobId);
    const get = new GetObjectCommand(locationOf(first.data?.inputArtifacts));

    plane.clock.advance(900);
    const expired = await refusalOf(s3For(first, plane).send(get));
    const renewed = await s3For(await details(plane.client, jobId), plane).send(get);

    expect(expired.name).toBe('ExpiredToken');
    expect(await renewed.Body?.transformToString()).toBe('the source');
  });
});

describe('an unacknowledged job', () => {
  it('is handed out again after 30 seconds and not before', async () => {
    const { client, clock, submit } = await startPlane();
    const jobId = await submit();
    await poll(client);

    clock.advance(29);
    const early = await poll(client);
    clock.advance(1);
    const due = await poll(client);
    const again = await poll(client);

    expect([early, due, again]).toEqual([[], [jobId], []]);
  });

  it('gets a new nonce when it is handed out again, and only that one is taken', async () => {
    const { client, clock, submit } = await startPlane();
    const jobId = await submit();
    const first = await dispatched(client, jobId);
    clock.advance(30);
    const second = await dispatched(client, jobId);

    const refusal = await refusalOf(acknowledge(client, jobId, first));
    const status = await acknowledge(client, jobId, second);

    expect(second).not.toBe(first);
    expect(refusal.name).toBe('InvalidNonceException');
    expect(status).toBe('InProgress');
  });

  it('may still be acknowledged late, as long as nobody else was given it', async () => {
    const { client, clock, submit } = await startPlane();
    const jobId = await submit();
    const nonce = await dispatched(client, jobId);

    clock.advance(45);

    expect(await acknowledge(client, jobId, nonce)).toBe('InProgress');
  });
});

describe('an acknowledged job', () => {
  it('is never handed out again', async () => {
    const { client, clock, submit } = await startPlane();
    await acknowledged(client, await submit());

    clock.advance(3000);

    expect(await poll(client)).toEqual([]);
  });

  it('times out an hour after it was queued, as of that moment, and takes no result then', async () => {
    const { client, clock, submit, jobs } = await startPlane();
    const jobId = await submit();
    clock.advance(10);
    await acknowledged(client, jobId);

    clock.advance(3589);
    const before = (await jobs.show(jobId)).status;
    clock.advance(500);
    const refusal = await refusalOf(putSuccess(client, jobId));

    expect(before).toBe('InProgress');
    expect(refusal.name).toBe('InvalidJobStateException');
    expect((await jobs.show(jobId)).transitions.at(-1)).toEqual({ status: 'TimedOut', at: '2030-01-01T01:00:00.000Z' });
  });
});

describe('a success with a continuation token', () => {
  it('ends the job and queues a new one that carries the token, 30 seconds later', async () => {
    const { client, clock, submit, jobs } = await startPlane();
    const jobId = await submit({ configuration: { Key: 'value' }, outputArtifacts: ['Out'] });
    await acknowledged(client, jobId);
    const first = await details(client, jobId);

    await putSuccess(client, jobId, 'round-2');
    const { status, continuedAs = '' } = await jobs.show(jobId);
    clock.advance(29);
    const early = { ids: await poll(client), status: (await jobs.show(continuedAs)).status };
    clock.advance(1);
    const due = await poll(client);

    expect(status).toBe('Succeeded');
    expect(continuedAs).not.toBe(jobId);
    expect(early).toEqual({ ids: [], status: 'Created' });
    expect(due).toEqual([continuedAs]);
    const second = await details(client, continuedAs);
    expect(second.data).toEqual({
      ...first.data,
      continuationToken: 'round-2',
      artifactCredentials: expect.any(Object),
    });
    expect(second.nonce).not.toBe(first.nonce);
  });
});

describe('a follow-up job', () => {
  it('was queued when its delay was over, however late that is noticed', async () => {
    const { client, clock, submit, jobs } = await startPlane();
    const jobId = await submit();
    await acknowledged(client, jobId);
    await putSuccess(client, jobId, 'round-2');
    clock.advance(300);

    const { transitions } = await jobs.show((await jobs.show(jobId)).continuedAs ?? '');

    expect(transitions).toEqual([
      { status: 'Created', at: START },
      { status: 'Queued', at: '2030-01-01T00:00:30.000Z' },
    ]);
  });
});

describe('an output artifact', () => {
  it('shows as soon as it is uploaded, but not when that was after the result', async () => {
    const { client, submit, jobs, artifacts, file } = await startPlane();
    const jobId = await submit({ outputArtifacts: ['Early', 'Late'] });
    await acknowledged(client, jobId);
    const [early = {}, late = {}] = (await details(client, jobId)).data?.outputArtifacts ?? [];
    const upload = async ({ location }: typeof early) => {
      const { bucketName = '', objectKey = '' } = location?.s3Location ?? {};
      await artifacts.seed(bucketName, objectKey, await file('report.zip', 'report'));
    };

    await upload(early);
    const running = (await jobs.show(jobId)).outputArtifacts;
    await putSuccess(client, jobId);
    await upload(late);
    const finished = (await jobs.show(jobId)).outputArtifacts;

    expect(running).toEqual([{ name: 'Early', size: 6, path: expect.any(String) }, { name: 'Late' }]);
    expect(finished).toEqual(running);
  });
});

describe('a finished job', () => {
  it('is known for a day and then not at all', async () => {
    const { client, clock, submit, jobs } = await startPlane();
    const jobId = await submit();
    await acknowledged(client, jobId);
    await putSuccess(client, jobId);

    clock.advance(86_399);
    const within = await refusalOf(putSuccess(client, jobId));
    clock.advance(1);
    const after = await refusalOf(putSuccess(client, jobId));

    expect([within.name, after.name]).toEqual(['InvalidJobStateException', 'JobNotFoundException']);
    expect(await jobs.list()).toEqual([]);
  });
});

describe('two results that arrive together', () => {
  it('leave one taken and one refused', async () => {
    const { client, submit, jobs } = await startPlane();
    const jobId = await submit({ outputArtifacts: ['Out'] });
    await acknowledged(client, jobId);

    const answers = await Promise.allSettled([putSuccess(client, jobId, 'a'), putSuccess(client, jobId, 'b')]);

    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await jobs.list()).toHaveLength(2);
  });
});
