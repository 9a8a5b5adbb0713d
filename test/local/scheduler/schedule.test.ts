import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSchedule } from '../../../local/scheduler/schedule.ts';
import { createManualClock } from '../lambda/manual-clock.ts';

/** A schedule of one minute whose invocations the test ends one by one. */
function startMinutely() {
  const clock = createManualClock();
  const started: PromiseWithResolvers<void>[] = [];
  const errors: unknown[] = [];
  const invoke = () => {
    const invocation = Promise.withResolvers<void>();
    started.push(invocation);
    return invocation.promise;
  };
  const schedule = startSchedule({ invoke, everySeconds: 60, onError: (error) => errors.push(error), clock });
  onTestFinished(() => {
    for (const { resolve } of started) resolve();
    return schedule.close();
  });
  return { clock, started, errors, schedule };
}

describe('a schedule', () => {
  it('invokes at once and then at its rate, counted from start to start', async () => {
    const { clock, started } = startMinutely();
    const atOnce = started.length;

    clock.advance(20_000);
    started[0]?.resolve();
    await clock.sleeping(40_000);
    clock.advance(39_999);
    await setImmediate();
    const early = started.length;
    clock.advance(1);
    await setImmediate();

    expect([atOnce, early, started.length]).toEqual([1, 1, 2]);
  });

  it('keeps its rate when the clock is set back during an invocation', async () => {
    const { clock, started } = startMinutely();

    clock.advance(-600_000);
    started[0]?.resolve();
    await clock.sleeping(60_000);
    clock.advance(60_000);
    await setImmediate();

    expect(started).toHaveLength(2);
  });

  it('never invokes twice at a time, and goes on directly after a long invocation', async () => {
    const { clock, started } = startMinutely();

    clock.advance(200_000);
    await setImmediate();
    const meanwhile = started.length;
    started[0]?.resolve();
    await setImmediate();

    expect([meanwhile, started.length]).toEqual([1, 2]);
  });

  it('tells of an invocation that failed and goes on', async () => {
    const { clock, started, errors } = startMinutely();
    const failure = new Error('no poller');

    started[0]?.reject(failure);
    await clock.sleeping(60_000);
    clock.advance(60_000);
    await setImmediate();

    expect(errors).toEqual([failure]);
    expect(started).toHaveLength(2);
  });

  it('ends while it waits for the next turn', async () => {
    const { clock, started, schedule } = startMinutely();
    started[0]?.resolve();
    await clock.sleeping(60_000);

    await schedule.close();

    clock.advance(60_000);
    await setImmediate();
    expect(started).toHaveLength(1);
  });

  it('ends after the invocation that runs', async () => {
    const { started, schedule } = startMinutely();
    let ended = false;
    const closing = schedule.close().then(() => {
      ended = true;
    });
    await setImmediate();
    const endedEarly = ended;

    started[0]?.resolve();

    await closing;
    expect(endedEarly).toBe(false);
    expect(started).toHaveLength(1);
  });
});
