import { MAX_POLL_EVERY, MIN_POLL_EVERY } from '../../model/polling.ts';
import { assumptions } from './assumptions.ts';
import { idleCost, sumAfterFreeUnits, sumOf } from './cost.ts';
import { type TemplateFacts, wakeUpsBetween } from './template-facts.ts';

/** What an idle month costs when polls are so many seconds apart. */
export interface PollingCost {
  readonly pollEvery: number;
  readonly polls: number;
  /** In dollars at list price: what the worker does, and Lambda's asking of all its queues. */
  readonly worker: number;
  readonly emptyReceives: number;
  /** Of both, what is left after the free units of an account. */
  readonly afterFreeUnits: number;
}

/** Seconds between two polls that are worth a look. */
export const INTERVALS = [MIN_POLL_EVERY, 3, 5, 10, 15, 30, MAX_POLL_EVERY] as const;

/** The same stack with another interval between its polls, all else being equal. */
export function polledEvery(facts: TemplateFacts, pollEvery: number): TemplateFacts {
  const others = facts.eventSourceMappings - (facts.wakeUpsAMinute > 0 ? 1 : 0);
  const wakeUpsAMinute = wakeUpsBetween(pollEvery);
  return { ...facts, wakeUpsAMinute, eventSourceMappings: others + (wakeUpsAMinute > 0 ? 1 : 0) };
}

/** What polls cost at each interval, where no job comes. Monitoring and keys cost the same at all of them. */
export function pollingCosts(facts: TemplateFacts, intervals: readonly number[] = INTERVALS): PollingCost[] {
  return intervals.map((pollEvery) => {
    const polled = polledEvery(facts, pollEvery);
    const lines = idleCost(polled).filter(({ group }) => group === 'worker' || group === 'empty receives');
    return {
      pollEvery,
      polls: assumptions.minutesAMonth * (polled.pollsAMinute + polled.wakeUpsAMinute),
      worker: sumOf(lines, 'worker'),
      emptyReceives: sumOf(lines, 'empty receives'),
      afterFreeUnits: sumAfterFreeUnits(lines),
    };
  });
}
