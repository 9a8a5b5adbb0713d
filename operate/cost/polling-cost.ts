import { MAX_POLL_EVERY, MIN_POLL_EVERY } from '../../model/polling.ts';
import { assumptions } from './assumptions.ts';
import { idleCost, sumAfterFreeUnits, sumOf } from './cost.ts';
import { type TemplateFacts, wakeUpsBetween } from './template-facts.ts';

/** The cost of an idle month with this number of seconds between two polls. */
export interface PollingCost {
  readonly pollEvery: number;
  readonly polls: number;
  /** In dollars at list price: what the worker does, and Lambda's asking of all its queues. */
  readonly worker: number;
  readonly emptyReceives: number;
  /** Both together, after the free units of an account. */
  readonly afterFreeUnits: number;
}

/** The intervals, in seconds, that the table shows. */
const INTERVALS = [MIN_POLL_EVERY, 3, 5, 10, 15, 30, MAX_POLL_EVERY] as const;

/** The same stack with another interval between its polls. */
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
