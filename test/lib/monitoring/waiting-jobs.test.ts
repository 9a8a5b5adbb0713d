import { describe, expect, it } from 'vitest';
import { resources, synthesize } from '../synthesize.ts';

interface Alarm {
  Threshold: number;
  EvaluationPeriods: number;
  /** All of them, when left out. */
  DatapointsToAlarm?: number;
  Metrics: { Expression?: string }[];
}

/** What the metrics of an alarm tell of a minute, each under its name in the expression. */
type Minute = Readonly<Record<string, number>>;

const alarms = resources<Alarm>(synthesize(), 'AWS::CloudWatch::Alarm');

/** Whether an alarm goes off at the end of a row of minutes as long as it looks at. */
const ringing =
  (name: string) =>
  (at: (minute: number) => Minute): boolean => {
    const { Threshold = 0, EvaluationPeriods = 0, DatapointsToAlarm, Metrics = [] } = alarms[name] ?? {};
    const expression = Metrics.find(({ Expression }) => Expression !== undefined)?.Expression ?? '';
    const minutes = Array.from({ length: EvaluationPeriods }, (_, minute) => secondsIn(expression, at(minute)));
    return minutes.filter((seconds) => seconds >= Threshold).length >= (DatapointsToAlarm ?? EvaluationPeriods);
  };

/** CloudWatch's functions: a metric of the queue has a point in each of these minutes. */
function secondsIn(expression: string, minute: Minute): number {
  const names = Object.keys(minute);
  const expected = new Function('IF', 'FILL', ...names, `return ${expression.replaceAll(' AND ', ' && ')}`);
  return expected(
    (is: boolean, one: number, other: number) => (is ? one : other),
    (value: number) => value,
    ...names.map((name) => minute[name]),
  );
}

const NOTHING = { waiting: 0, done: 0 };

describe('JobsWait', () => {
  const rings = ringing('JobsWaitAlarm');

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

describe('QuietClientsWait', () => {
  const rings = ringing('QuietClientsWaitAlarm');
  const HOURS = 8 * 3600;

  it('is silent for a job that waits for hours, though all workers are busy and quiet clients always have jobs', () => {
    expect(rings(() => ({ quietWaiting: 3, quietAge: HOURS, held: 51 }))).toBe(false);
  });

  it('is silent when such a job is the only one, or the others are taken at once', () => {
    expect(rings((minute) => ({ quietWaiting: minute % 2, quietAge: HOURS, held: 1 }))).toBe(false);
  });

  it('rings when a quiet client has a job in the queue for longer than a worker may take, behind busy workers', () => {
    expect(rings(() => ({ quietWaiting: 1, quietAge: 1_300, held: 50 }))).toBe(true);
  });
});
