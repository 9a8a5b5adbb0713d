import { once } from 'node:events';
import { connect } from 'node:net';
import { PutThirdPartyJobFailureResultCommand } from '@aws-sdk/client-codepipeline';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LogEvent } from '../../../local/events/event.ts';
import type { Told } from '../../../local/events/recorder.ts';
import { acknowledged, dispatched, putSuccess } from '../codepipeline/call-as-worker.ts';
import { CLIENT_TOKEN, startPlane } from '../codepipeline/start-plane.ts';
import { openEvents } from './event-stream.ts';

const statuses = (events: readonly object[]) =>
  events.flatMap((event) => ('status' in event && 'kind' in event && event.kind === 'status' ? [event.status] : []));

const longLine = (jobId: string, count: number, length: number): Told<LogEvent> => ({
  ...{ kind: 'log', jobId, function: 'worker', level: 'info', fields: String(count) },
  message: '.'.repeat(length),
});

describe('the stream of events', () => {
  it('tells how every job stands now, and each change from then on', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    await dispatched(plane.client, jobId);

    const stream = await openEvents(plane.url);
    await stream.until((event) => event.kind === 'job' && event.jobId === jobId);
    const atFirst = stream.events.filter(({ kind }) => kind === 'job');
    await acknowledged(plane.client, jobId);
    await stream.until((event) => event.kind === 'job' && event.status === 'InProgress');

    expect(atFirst).toMatchObject([{ status: 'Dispatched', pipelineName: 'local-pipeline' }]);
    expect(stream.events[0]).toMatchObject({ kind: 'hello', start: plane.recorder.start });
  });

  it('tells everything of a job, in the order it happened, and of its rounds', async () => {
    const plane = await startPlane();
    const first = await plane.submit({ inputArtifacts: [], outputArtifacts: ['Report'] });
    await acknowledged(plane.client, first);
    await putSuccess(plane.client, first, 'a-token-that-nobody-sees');
    const { continuedAs = '' } = await plane.jobs.show(first);

    const stream = await openEvents(plane.url, `?job=${continuedAs}`);
    plane.clock.advance(60);
    await acknowledged(plane.client, continuedAs);
    const message = 'It found something.';
    const failureDetails = { type: 'JobFailed', message } as const;
    await plane.client.send(
      new PutThirdPartyJobFailureResultCommand({ jobId: continuedAs, clientToken: CLIENT_TOKEN, failureDetails }),
    );
    await stream.until((event) => event.kind === 'status' && event.status === 'Failed');

    expect(statuses(stream.events)).toEqual([
      ...['Created', 'Queued', 'Dispatched', 'InProgress', 'Created', 'Succeeded'],
      ...['Queued', 'Dispatched', 'InProgress', 'Failed'],
    ]);
    expect(stream.events.filter(({ kind }) => kind === 'made')).toMatchObject([
      { jobId: first, outputArtifacts: ['Report'], continues: false },
      { jobId: continuedAs, continues: true },
    ]);
    expect(stream.events.at(-1)).toMatchObject({ failureDetails: { type: 'JobFailed', message } });
  });

  it('goes on behind the last event that a reader has', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    const before = await openEvents(plane.url, `?job=${jobId}`);
    await before.until((event) => event.kind === 'status' && event.status === 'Queued');
    before.close();
    await dispatched(plane.client, jobId);

    const after = await openEvents(plane.url, `?job=${jobId}`, { 'last-event-id': before.lastId() });
    await after.until((event) => event.kind === 'status');

    expect(statuses(after.events)).toEqual(['Dispatched']);
  });

  it.each(['0123456789ab.7', 'nonsense', '7', ''])('starts over for a reader of another start (%s)', async (cursor) => {
    const plane = await startPlane();
    const jobId = await plane.submit();

    const stream = await openEvents(plane.url, `?job=${jobId}`, { 'last-event-id': cursor });
    await stream.until((event) => event.kind === 'status' && event.status === 'Queued');

    expect(statuses(stream.events)).toEqual(['Created', 'Queued']);
  });

  it.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
    ['another origin', { origin: 'https://example.com' }],
  ])('is refused to %s', async (_, headers) => {
    const plane = await startPlane();

    expect((await openEvents(plane.url, '', headers)).status).toBe(403);
  });

  it('brings a page everything of a job, also when that is more than a connection holds', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    for (let count = 0; count < 1_900; count++) plane.recorder.record(longLine(jobId, count, 6_000));

    const stream = await openEvents(plane.url, `?job=${jobId}`);
    plane.recorder.record(longLine(jobId, 1_900, 6_000));
    await stream.until((event) => event.kind === 'log' && event.fields === '1900');

    const lines = stream.events.flatMap((event) => (event.kind === 'log' ? [Number(event.fields)] : []));
    expect(lines).toEqual(Array.from({ length: 1_901 }, (_, count) => count));
  });

  it('cuts off a page that never reads, and goes on for the others', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    const deaf = connect(Number(new URL(plane.url).port), '127.0.0.1').pause();
    onTestFinished(() => void deaf.destroy());
    deaf.write(`GET /_local/events?job=${jobId} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
    await once(deaf, 'readable');
    for (let count = 0; count < 12_000; count++) plane.recorder.record(longLine(jobId, count, 2_000));

    const isOver = once(deaf, 'close');
    deaf.resume();
    await isOver;
    expect(await fetch(`${plane.url}/_local/actions`)).toMatchObject({ status: 200 });
  });

  it('keeps what a restart on the same file finds', async () => {
    const plane = await startPlane();
    const file = await plane.file('jobs.sqlite', '');
    const older = await startPlane({ file });
    const jobId = await older.submit();
    await acknowledged(older.client, jobId);
    await older.close();

    const newer = await startPlane({ file });
    const stream = await openEvents(newer.url, `?job=${jobId}`);
    await stream.until((event) => event.kind === 'status' && event.status === 'InProgress');

    expect(statuses(stream.events)).toEqual(['Created', 'Queued', 'Dispatched', 'InProgress']);
  });
});
