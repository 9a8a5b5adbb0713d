import { describe, expect, it } from 'vitest';
import { endsBefore } from '../../../lambda/job/deadline.ts';
import { LeaseLost } from '../../../lambda/job/lease.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';

const never = new Promise<never>(() => undefined);
const notLost = new AbortController().signal;

/** A deadline in an invocation of so many seconds. */
function open(seconds: number) {
  const clock = createManualClock();
  const deadline = endsBefore(clock.now() + seconds * 1000, clock);
  return { clock, deadline };
}

/** The fate of a promise, noted as soon as it is decided. */
function watch(work: Promise<unknown>) {
  const seen: { value?: unknown; error?: unknown } = {};
  work.then(
    (value) => Object.assign(seen, { value }),
    (error: unknown) => Object.assign(seen, { error }),
  );
  return seen;
}

describe('a deadline', () => {
  it.each([
    [900, 880_000],
    [60, 40_000],
    [40, 20_000],
    [10, 5000],
  ])('signals, in an invocation of %i seconds, after %i milliseconds', async (seconds, after) => {
    const { clock, deadline } = open(seconds);

    await clock.advance(after - 1);
    const before = deadline.signal.aborted;
    await clock.advance(1);

    expect([before, deadline.signal.aborted]).toEqual([false, true]);
  });

  it.each([
    [900, 875_000],
    [8, 0],
  ])('lets the worker repeat its own calls, in an invocation of %i seconds, for %i milliseconds', (seconds, length) => {
    const { clock, deadline } = open(seconds);

    expect(deadline.callsUntil).toBe(clock.now() + length);
  });

  it('gives the result of work that is done in time', async () => {
    const { deadline } = open(900);

    await expect(deadline.race(Promise.resolve('done'), notLost)).resolves.toBe('done');
  });

  it('gives the error of work that fails in time', async () => {
    const { deadline } = open(900);

    await expect(deadline.race(Promise.reject(new Error('no')), notLost)).rejects.toThrow('no');
  });

  it('lets work that heeds the signal come to its own end', async () => {
    const { clock, deadline } = open(900);
    const work = clock.sleep(885_000).then(() => 'stopped tidily');
    const seen = watch(deadline.race(work, notLost));

    await clock.advance(886_000);

    expect(seen).toEqual({ value: 'stopped tidily' });
  });

  it('calls it a lack of time when work fails because it was told to stop', async () => {
    const { clock, deadline } = open(900);
    const work = clock.sleep(880_001).then(() => Promise.reject(new Error('AbortError')));
    const seen = watch(deadline.race(work, notLost));

    await clock.advance(881_000);

    expect(seen.error).toMatchObject({
      type: 'JobFailed',
      message: 'The action did not finish within 880 seconds, the time its worker has for one job.',
    });
  });

  it('gives up ten seconds after the signal, when there are ten left to report in', async () => {
    const { clock, deadline } = open(900);
    const seen = watch(deadline.race(never, notLost));

    await clock.advance(889_999);
    const before = { ...seen };
    await clock.advance(1);

    expect(before).toEqual({});
    expect(seen.error).toMatchObject({ name: 'JobFailure', type: 'JobFailed' });
  });

  it('fails with the reason of a lost lease at once', async () => {
    const { clock, deadline } = open(900);
    const lost = new AbortController();
    const seen = watch(deadline.race(never, lost.signal));

    lost.abort(new LeaseLost('taken over'));
    await clock.advance(0);

    expect(seen.error).toBeInstanceOf(LeaseLost);
  });

  it('puts a lost lease before whatever error the work made of it', async () => {
    const { deadline } = open(900);
    const lost = AbortSignal.abort(new LeaseLost('taken over'));

    await expect(deadline.race(Promise.reject(new Error('AbortError')), lost)).rejects.toThrow(LeaseLost);
  });

  it('never signals once it is disposed of', async () => {
    const { clock, deadline } = open(900);

    deadline[Symbol.dispose]();
    await clock.advance(900_000);

    expect(deadline.signal.aborted).toBe(false);
  });
});
