import { expect, it } from 'vitest';
import { inTurn, type PollLease } from '../../../lambda/job/poll-lease.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { memoryPollLease } from '../../memory/poll-lease.ts';

it('is free for the next poller after a poll, although its extension was answered late', async () => {
  const clock = createManualClock(0);
  const work = Promise.withResolvers<void>();
  const lease = memoryPollLease();
  const slow: PollLease = {
    ...lease,
    async extend(holder, until) {
      if (until > 0) await clock.sleep(3_000);
      return lease.extend(holder, until);
    },
  };

  const turn = inTurn({ lease: slow, clock, log: memoryLog() }, 'first', () => work.promise);
  await clock.advance(2_000);
  work.resolve();
  await clock.finish(turn);
  await clock.advance(3_000);

  expect(await lease.take('second', clock.now(), clock.now() + 1_000)).toMatchObject({ isTaken: true });
});
