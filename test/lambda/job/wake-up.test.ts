import { describe, expect, it } from 'vitest';
import { isOverdue, planWakeUps, wakeUpIn } from '../../../lambda/job/wake-up.ts';

const secondsOf = (every: number, until = 60_000) => planWakeUps(0, until, every).map(({ dueAt }) => dueAt / 1000);

describe('the wake-ups of a minute', () => {
  it('are as far apart as polls shall be, and leave the end of the minute to the schedule', () => {
    expect(secondsOf(5)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]);
    expect(secondsOf(7)).toEqual([7, 14, 21, 28, 35, 42, 49, 56]);
    expect(secondsOf(2)).toHaveLength(29);
    expect(secondsOf(31)).toEqual([31]);
    expect(secondsOf(60)).toEqual([]);
  });

  it('are none when the minute is over', () => {
    expect(secondsOf(2, -5_000)).toEqual([]);
  });
});

describe('a wake-up', () => {
  const wakeUp = { dueAt: 10_000, every: 5, until: 60_000 };

  it.each([
    [5, 10],
    [30, 30],
  ])('of one every %i seconds is overdue when it is more than %i seconds late', (every, late) => {
    const lateBy = (milliseconds: number) => isOverdue({ ...wakeUp, every }, wakeUp.dueAt + milliseconds);

    expect([-1_000, 0, late * 1000, late * 1000 + 1].map(lateBy)).toEqual([false, false, false, true]);
  });

  const eventOf = (...bodies: unknown[]) => ({ Records: bodies.map((body) => ({ body: JSON.stringify(body) })) });

  it('is read from the message that carries it, the last one if several came together', () => {
    expect(wakeUpIn(eventOf(wakeUp))).toEqual(wakeUp);
    expect(wakeUpIn(eventOf(wakeUp, { ...wakeUp, dueAt: 15_000 }, wakeUp))).toMatchObject({ dueAt: 15_000 });
  });

  it.each([
    ['that is not JSON', { Records: [{ body: '{' }] }],
    ['that is not an object', eventOf(null)],
    ['of another form', eventOf({ clientId: 'c', jobId: 'j' })],
    ['whose times are texts', eventOf({ ...wakeUp, dueAt: '10000' })],
    ['that is no text', { Records: [{}] }],
    ['of nothing', { Records: [] }],
  ])('is not in a message %s', (_what, event) => {
    expect(wakeUpIn(event)).toBe('none');
  });

  it.each([{}, undefined, null, { 'detail-type': 'Scheduled Event' }])('is not looked for in %j', (event) => {
    expect(wakeUpIn(event)).toBeUndefined();
  });
});
