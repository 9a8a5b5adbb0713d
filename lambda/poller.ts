import middy from '@middy/core';
import type { SQSBatchResponse } from 'aws-lambda';
import type { PolledActionType } from '../model/integration.ts';
import { type PacePorts, type PollResult, pollOnSchedule, pollOnStart, pollOnWakeUp } from './job/pace.ts';
import { createPollMemory } from './job/poll.ts';
import { startedType } from './job/poll-for-started.ts';
import { wakeUpIn } from './job/wake-up.ts';
import { done, type Invocation } from './middleware/invocation.ts';
import { observe } from './middleware/observe.ts';

/** The time of an invocation that is kept for its last poll to end, in milliseconds. */
const LAST_POLL_TAKES = 10_000;

/**
 * Queues the jobs of these action types that are on offer: every minute, and in between when a message of its own wakes it.
 * When the start of an action in the account's own pipelines wakes it, it looks for that action's job at once.
 */
export function createPoller(ports: Omit<PacePorts, 'log' | 'memory'>, actionTypes: readonly PolledActionType[]) {
  const memory = createPollMemory();
  return middy<Invocation>()
    .use(observe())
    .handler(async ({ id, event, log, killedAt }: Invocation): Promise<PollResult | SQSBatchResponse> => {
      const all = { ...ports, memory, log };
      const invocation = { id, until: killedAt - LAST_POLL_TAKES };
      const wakeUp = wakeUpIn(event);
      if (wakeUp) {
        if (wakeUp !== 'none') await pollOnWakeUp(all, actionTypes, invocation, wakeUp);
        return done;
      }
      const type = startedType(event, actionTypes);
      if (type === 'none') return { queued: 0 };
      return type ? pollOnStart(all, { type, actionTypes }, invocation) : pollOnSchedule(all, actionTypes, invocation);
    });
}
