import middy from '@middy/core';
import type { PolledActionType } from '../model/integration.ts';
import { createPollMemory, type PollPorts, poll } from './job/poll.ts';
import { pollForStarted, startedType } from './job/wake.ts';
import type { Invocation } from './middleware/invocation.ts';
import { observe } from './middleware/observe.ts';

/** Left of an invocation for its last poll to come to an end, in milliseconds. */
const LAST_POLL_TAKES = 10_000;

/**
 * Every minute: queues the jobs of these action types that are on offer. Woken by the start of an action in the account's
 * own pipelines, it looks for that action's job at once.
 */
export function createPoller(ports: Omit<PollPorts, 'log' | 'memory'>, actionTypes: readonly PolledActionType[]) {
  const memory = createPollMemory();
  return middy<Invocation>()
    .use(observe())
    .handler(async ({ event, log, killedAt }: Invocation) => {
      const until = killedAt - LAST_POLL_TAKES;
      const started = startedType(event, actionTypes);
      if (started === 'none') return { queued: 0 };
      const all = { ...ports, memory, log };
      return { queued: started ? await pollForStarted(all, started, until) : await poll(all, actionTypes, until) };
    });
}
