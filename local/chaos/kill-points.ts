import { functionCalls } from '../../model/calls.ts';
import type { Integration } from '../../model/integration.ts';

export type Side = 'before' | 'after';

/**
 * A moment at which a process of a function can be killed: `worker PutItem ledger before` is when it has sent the call and
 * nothing happened yet, `after` when the call took effect and its answer was withheld.
 */
export const pointOf = (name: string, step: string, side: Side) => `${name} ${step} ${side}`;

/** Calls that are made only when wake-ups come between scheduled polls, such as taking the poll lease. */
const OF_WAKE_UPS = ['UpdateItem ledger'];

/**
 * Every such moment: one before and one after each call of each function.
 * @param isWoken Whether the poller wakes itself.
 */
export const findKillPoints = (integration: Integration = 'third-party', isWoken = false): string[] =>
  Object.entries<readonly string[]>(functionCalls[integration]).flatMap(([name, calls]) =>
    calls
      .filter((call) => isWoken || !OF_WAKE_UPS.includes(call))
      .flatMap((call) => [pointOf(name, call, 'before'), pointOf(name, call, 'after')]),
  );
