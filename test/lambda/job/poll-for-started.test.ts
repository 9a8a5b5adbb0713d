import { describe, expect, it } from 'vitest';
import type { Offers } from '../../../lambda/job/job-source.ts';
import { pollForStarted, startedType } from '../../../lambda/job/poll-for-started.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { memoryQueue } from '../../memory/queue.ts';

const TYPE = { category: 'Test', owner: 'Custom', provider: 'Probe', version: '1' } as const;
const event = (state: string, type: object = TYPE) => ({
  'detail-type': 'CodePipeline Action Execution State Change',
  source: 'aws.codepipeline',
  detail: { pipeline: 'shop', action: 'Probe', state, type },
});

describe('an event', () => {
  it('names the action type of which an action has started', () => {
    expect(startedType(event('STARTED'), [{ ...TYPE, version: '2' }, TYPE])).toBe(TYPE);
  });

  it.each([
    ['that an action has succeeded', event('SUCCEEDED')],
    ['of an action type that is not ours', event('STARTED', { ...TYPE, owner: 'AWS' })],
    ['that lacks its detail', { 'detail-type': 'CodePipeline Action Execution State Change' }],
  ])('%s names none', (_what, given) => {
    expect(startedType(given, [TYPE])).toBe('none');
  });

  it.each([{}, undefined, null, { 'detail-type': 'Scheduled Event' }])('%j is the schedule', (given) => {
    expect(startedType(given, [TYPE])).toBeUndefined();
  });
});

describe('a poller that an action has woken', () => {
  /** A poller to which a job is offered from so many seconds on. Gives when it polled, in seconds. */
  async function wake(offeredAfter: number, until = Number.POSITIVE_INFINITY) {
    const clock = createManualClock(0);
    const queue = memoryQueue({ clock });
    const polledAt: number[] = [];
    const offers: Offers = {
      async poll() {
        polledAt.push(clock.now() / 1000);
        if (clock.now() < offeredAfter * 1000 || queue.length > 0) return [];
        return [{ jobId: 'j-1', nonce: '3', clientId: '111122223333' }];
      },
    };
    const ports = { offers, queue, ledger: memoryLedger(), clock, log: memoryLog() };
    const queued = await clock.finish(pollForStarted(ports, { type: TYPE, actionTypes: [TYPE] }, until));
    return { queued, polledAt };
  }

  it('polls at 0, 1, 2, 4 and 8 seconds while no job is on offer', async () => {
    expect(await wake(60)).toEqual({ queued: 0, polledAt: [0, 1, 2, 4, 8] });
  });

  it('ends once it has queued a job', async () => {
    const { queued, polledAt } = await wake(1.5);

    expect([queued, polledAt[0], polledAt[1], polledAt[2]]).toEqual([1, 0, 1, 2]);
    expect(Math.max(...polledAt)).toBe(2);
  });

  it('ends when its time is up', async () => {
    expect(await wake(60, 3_000)).toEqual({ queued: 0, polledAt: [0, 1, 2] });
  });
});
