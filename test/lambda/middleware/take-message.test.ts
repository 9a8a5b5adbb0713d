import { describe, expect, it } from 'vitest';
import { eventOf, invoke } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';
import { copyArtifact, createWorld } from './world.ts';

const lines = captureLogLines();

const messageWith = (body: string) => ({ messageId: 'message-1', receiptHandle: 'handle-1', receiveCount: 1, body });

describe('a worker and its event', () => {
  it.each([
    ['no event at all', undefined, 'got 0'],
    ['an event of something else', { source: 'aws.events' }, 'got 0'],
    [
      'a batch of two',
      { Records: [...eventOf(messageWith('{}')).Records, ...eventOf(messageWith('{}')).Records] },
      'got 2',
    ],
    ['a body that is not JSON', eventOf(messageWith('job 17')), 'message message-1 is not JSON'],
    ['a body that is null', eventOf(messageWith('null')), 'message message-1 is not a job'],
    ['a body without a job ID', eventOf(messageWith('{"clientId":"c"}')), 'message message-1 is not a job'],
    ['a nonce that is a number', eventOf(messageWith('{"jobId":"j","nonce":7}')), 'message message-1 is not a job'],
    ['a job ID that is a number', eventOf(messageWith('{"clientId":"c","jobId":7}')), 'message message-1 is not a job'],
  ])('refuses %s', async (_what, event, message) => {
    const world = createWorld();

    const answer = invoke(world.worker(copyArtifact), event, world.clock);

    await expect(answer).rejects.toThrow(message);
    expect(lines.join('')).toContain('the invocation failed');
  });

  it('hides the nonce in its message from then on, though the job comes no further', async () => {
    const world = createWorld({ integration: 'custom' });
    const event = eventOf(messageWith('{"jobId":"j-1","nonce":"a nonce that is long"}'));
    const ledger = { ...world.ledger, read: () => Promise.reject(new Error('no answer about a nonce that is long')) };
    const worker = world.workerWith({ ...world.workerPorts(copyArtifact), ledger });

    await invoke(worker, event, world.clock);

    expect(lines.join('')).toContain('no answer about ***');
    expect(lines.join('')).not.toContain('a nonce that is long');
  });

  it('logs client and job with every line of a job', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();

    await world.deliver(world.worker(copyArtifact));

    const logged = lines.map((line) => JSON.parse(line));
    expect(logged.length).toBeGreaterThan(1);
    expect(logged.filter((line) => line.jobId !== jobId || line.clientId === undefined)).toEqual([]);
  });

  it('counts a metric with the action as its only dimension', async () => {
    const world = createWorld();
    world.addJob();
    await world.poll();

    await world.deliver(world.worker(copyArtifact));

    const succeeded = lines.map((line) => JSON.parse(line)).find((line) => line.JobsSucceeded === 1);
    expect(succeeded.action).toBe('Test/ThirdParty/Probe/1');
    expect(succeeded._aws.CloudWatchMetrics).toEqual([
      { Namespace: 'PartnerAction', Dimensions: [[], ['action']], Metrics: [{ Name: 'JobsSucceeded', Unit: 'Count' }] },
    ]);
  });
});
