import { describe, expect, it } from 'vitest';
import { resources, synthesize } from '../synthesize.ts';

interface Alarm {
  Threshold: number;
  EvaluationPeriods: number;
  DatapointsToAlarm: number;
  Metrics: { Expression?: string }[];
}

/** What can be received of a queue, and what was done, in a minute. */
interface Minute {
  waiting: number;
  done: number;
}

const { JobsWaitAlarm: alarm } = resources<Alarm>(synthesize(), 'AWS::CloudWatch::Alarm');
const expression = alarm?.Metrics.find(({ Expression }) => Expression !== undefined)?.Expression;
/** CloudWatch's functions: a metric of the queue has a point in each of these minutes. */
const expectedWait = new Function('IF', 'FILL', 'waiting', 'done', `return ${expression}`);
const secondsIn = ({ waiting, done }: Minute): number =>
  expectedWait(
    (is: boolean, one: number, other: number) => (is ? one : other),
    (value: number) => value,
    waiting,
    done,
  );

/** Whether the alarm goes off at the end of a row of minutes as long as it looks at. */
const rings = (at: (minute: number) => Minute): boolean => {
  const { Threshold = 0, EvaluationPeriods = 0, DatapointsToAlarm = 0 } = alarm ?? {};
  const minutes = Array.from({ length: EvaluationPeriods }, (_, minute) => secondsIn(at(minute)));
  return minutes.filter((seconds) => seconds >= Threshold).length >= DatapointsToAlarm;
};

const NOTHING = { waiting: 0, done: 0 };

describe('JobsWait', () => {
  it('is silent for a minute of jobs beside one that waits for hours, whose message is hidden', () => {
    expect(rings((minute) => (minute === 7 ? { waiting: 3, done: 0 } : NOTHING))).toBe(false);
    expect(rings((minute) => (minute % 3 === 0 ? { waiting: 3, done: 2 } : NOTHING))).toBe(false);
  });

  it('is silent for a queue that is never empty, of which each minute takes more than is in it', () => {
    expect(rings(() => ({ waiting: 80, done: 100 }))).toBe(false);
  });

  it('rings when nobody has done any job that could be taken for as long as a worker may take', () => {
    expect(rings(() => ({ waiting: 1, done: 0 }))).toBe(true);
  });

  it('rings when there are more jobs than workers can do, though they come free now and then', () => {
    expect(rings((minute) => ({ waiting: 32, done: minute % 8 === 0 ? 1 : 0 }))).toBe(true);
    expect(rings(() => ({ waiting: 1_000, done: 10 }))).toBe(true);
  });
});
