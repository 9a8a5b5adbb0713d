import { PollForJobsCommand as Poll } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import {
  acknowledged,
  CUSTOM_DEFINITION,
  CUSTOM_TYPE,
  poll,
  putSuccess,
  startCustomPlane,
} from './call-as-custom-worker.ts';
import { refusalOf } from './start-plane.ts';

describe('a queryable property', () => {
  const properties = [{ name: 'Pro"ject', required: true, key: true, secret: false, queryable: true }];
  const queryable = { ...CUSTOM_DEFINITION, configurationProperties: properties };

  it('brings the jobs with the value that is asked for, oldest first and as many as wanted', async () => {
    const { client, submit } = await startCustomPlane({ customActionTypes: [queryable] });
    const ids: string[] = [];
    for (const value of ['a', 'b', 'a', 'a']) ids.push(await submit({ configuration: { 'Pro"ject': value } }));

    const input = { actionTypeId: CUSTOM_TYPE, queryParam: { 'Pro"ject': 'a' }, maxBatchSize: 2 };
    const { jobs } = await client.send(new Poll(input));

    expect(jobs?.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    expect((await poll(client, { 'Pro"ject': 'b' })).map(({ id }) => id)).toEqual([ids[1]]);
  });

  it.each([
    ['nothing', undefined],
    ['no pair', {}],
    ['another property', { Other: 'a' }],
  ])('must be asked for by a poll that gives %s', async (_, queryParam) => {
    const { client } = await startCustomPlane({ customActionTypes: [queryable] });

    expect(await refusalOf(poll(client, queryParam))).toMatchObject({ name: 'ValidationException' });
  });

  it('cannot be asked for where there is none', async () => {
    const { client } = await startCustomPlane();

    expect(await poll(client, {})).toEqual([]);
    expect((await refusalOf(poll(client, { Threshold: 'a' }))).message).toContain('queryParam must be absent');
  });
});

describe('the time limit of a custom action', () => {
  it('is 24 hours from its first job, over all rounds', async () => {
    const { client, clock, submit, jobs } = await startCustomPlane();
    const jobId = await submit();
    await acknowledged(client, jobId);
    clock.advance(86_000);
    await putSuccess(client, jobId, 'round-2');
    clock.advance(30);
    const [{ id = '' } = {}] = await poll(client);

    clock.advance(369);
    const before = (await jobs.show(id)).status;
    clock.advance(1);

    expect(before).toBe('Dispatched');
    expect((await jobs.show(id)).transitions.at(-1)).toEqual({ status: 'TimedOut', at: '2030-01-02T00:00:00.000Z' });
  });

  it('ends a follow-up job that is not even queued', async () => {
    const { client, clock, submit, jobs } = await startCustomPlane();
    const jobId = await submit();
    await acknowledged(client, jobId);
    clock.advance(86_390);
    await putSuccess(client, jobId, 'round-2');
    clock.advance(10);

    const next = await jobs.show((await jobs.show(jobId)).continuedAs ?? '');

    expect(next.transitions.map(({ status }) => status)).toEqual(['Created', 'TimedOut']);
  });
});
