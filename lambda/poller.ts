import middy from '@middy/core';
import type { ActionTypeId } from '../model/action-type.ts';
import { createPollMemory, type PollPorts, poll } from './job/poll.ts';
import type { Invocation } from './middleware/invocation.ts';
import { observe } from './middleware/observe.ts';

/** Left of an invocation for its last poll to come to an end, in milliseconds. */
const LAST_POLL_TAKES = 10_000;

/** Every minute: queues the jobs of these action types that are on offer. */
export function createPoller(ports: Omit<PollPorts, 'log' | 'memory'>, actionTypes: readonly ActionTypeId[]) {
  const memory = createPollMemory();
  return middy<Invocation>()
    .use(observe())
    .handler(async ({ log, killedAt }: Invocation) => {
      const queued = await poll({ ...ports, memory, log }, actionTypes, killedAt - LAST_POLL_TAKES);
      return { queued };
    });
}
