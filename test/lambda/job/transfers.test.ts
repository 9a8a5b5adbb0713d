import { describe, expect, it } from 'vitest';
import { followTransfers } from '../../../lambda/job/transfers.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLog } from '../../../testing/memory-log.ts';

function startTransfers() {
  const clock = createManualClock();
  const log = memoryLog();
  const told = () => log.lines.map(({ message, fields }) => [message, fields['bytes']]);
  return { clock, told, transfers: followTransfers(log, clock) };
}

describe('the transfers of a job', () => {
  it('are summed up at its end, by artifact and direction', () => {
    const { transfers, told } = startTransfers();

    transfers.add('Source', 'read', 5);
    transfers.add('Source', 'read', 7);
    transfers.add('Result', 'written', 3);
    transfers.end();

    expect(told()).toEqual([
      ['artifacts moved', { Source: { read: 12, written: 0 }, Result: { read: 0, written: 3 } }],
    ]);
  });

  it('are told of on the way, once in ten seconds', async () => {
    const { clock, transfers, told } = startTransfers();

    for (let second = 1; second <= 25; second++) {
      await clock.advance(1_000);
      transfers.add('Source', 'read', 1);
    }

    expect(told().map(([message]) => message)).toEqual(['artifacts on their way', 'artifacts on their way']);
  });

  it('are not told of when there were none', () => {
    const { transfers, told } = startTransfers();

    transfers.end();

    expect(told()).toEqual([]);
  });
});
