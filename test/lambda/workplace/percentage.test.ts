import { expect, it } from 'vitest';
import { inRange, percentageFrom } from '../../../lambda/workplace/percentage.ts';
import { memoryLog } from '../../../testing/memory-log.ts';

it.each([
  [0, 0],
  [33.3, 33.3],
  [100, 100],
])('leaves the percentage %s as it is', (given, taken) => {
  const log = memoryLog();

  expect(percentageFrom(given, log)).toBe(taken);
  expect(log.lines).toEqual([]);
});

it.each([
  [101, 100],
  [-1, 0],
  [Number.POSITIVE_INFINITY, 100],
  [Number.NaN, undefined],
  ['50', undefined],
])('takes %s for %s, and the log says so', (given, taken) => {
  const log = memoryLog();

  expect(percentageFrom(given, log)).toBe(taken);
  expect(log.lines).toEqual([
    { level: 'warn', message: 'a percentage is a number from 0 to 100', fields: { given, taken } },
  ]);
});

it('moves the percentage of an outcome into the range too', () => {
  const log = memoryLog();

  expect(inRange({ kind: 'succeeded', percentComplete: 250 }, log)).toEqual({
    kind: 'succeeded',
    percentComplete: 100,
  });
  expect(log.lines).toHaveLength(1);
});
