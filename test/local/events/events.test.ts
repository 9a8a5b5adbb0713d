import { PutThirdPartyJobFailureResultCommand } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { acknowledged, dispatched, putSuccess } from '../codepipeline/call-as-worker.ts';
import { CLIENT_TOKEN, startPlane } from '../codepipeline/start-plane.ts';
import { openEvents } from './event-stream.ts';

const statuses = (events: readonly object[]) =>
  events.flatMap((event) => ('status' in event && 'kind' in event && event.kind === 'status' ? [event.status] : []));

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
