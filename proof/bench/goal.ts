import type { JudgedGoal } from './measurement.ts';
import type { Spread } from './statistics.ts';

/** A least ratio of speeds. @param ratio Undefined when the peer is not on this machine. */
export function atLeast(id: string, what: string, least: number, ratio: Spread | undefined): JudgedGoal {
  const goal = `${what} ≥ ${least} ×`;
  if (ratio === undefined) return { id, goal, measured: 'not measured: the peer is missing', reached: undefined };
  return { id, goal, measured: `${ratio.median.toFixed(2)} ×`, reached: ratio.median >= least };
}

/** A number that must not be passed. @param unit Follows the number, with its space. */
export const atMost = (
  id: string,
  what: string,
  [value, most]: [value: number, most: number],
  unit = '',
): JudgedGoal => ({
  id,
  goal: `${what} ≤ ${round(most)}${unit}`,
  measured: `${round(value)}${unit}`,
  reached: value <= most,
});

/** Something that is so or not; undefined when it could not be found out. */
export function holds(id: string, goal: string, reached: boolean | undefined, measured: string): JudgedGoal {
  return { id, goal, measured, reached };
}

const round = (value: number) => Number(value.toFixed(value < 10 ? 2 : 0));
