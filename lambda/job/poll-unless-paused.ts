import type { PolledActionType } from '../../model/integration.ts';
import type { Offers } from './job-source.ts';
import { createPollMemory, type PollPorts, poll } from './poll.ts';
import type { PollLease } from './poll-lease.ts';

/**
 * Polls without a lease, because the next poll is a minute away. The pause is read only once something is on offer: a read in
 * each minute would cost the cheapest worker more, and a poll that brings nothing changes nothing. A poller that has seen the
 * pause reads first whether it has ended.
 */
export async function pollUnlessPaused(
  ports: PollPorts,
  lease: PollLease,
  actionTypes: readonly PolledActionType[],
  until: number,
): Promise<number | 'paused'> {
  const { offers, memory = createPollMemory() } = ports;
  const readPause = async () => {
    const { pausedAt } = await lease.read();
    memory.isPaused = pausedAt !== undefined;
    return memory.isPaused;
  };
  if (memory.isPaused && (await readPause())) return 'paused';
  let reading: Promise<boolean> | undefined;
  const unlessPaused: Offers = {
    async poll(...asked) {
      const offered = await offers.poll(...asked);
      if (offered === 'throttled' || offered.length === 0) return offered;
      reading ??= readPause();
      return (await reading) ? [] : offered;
    },
  };
  const queued = await poll({ ...ports, offers: unlessPaused, memory }, actionTypes, until);
  return memory.isPaused ? 'paused' : queued;
}
