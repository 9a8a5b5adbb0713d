import type { LedgerEntry, PolledLedger, PolledQueue } from '../../../lambda/job/ports.ts';
import type { MemoryLedger } from '../../../testing/memory-ledger.ts';

/** What the protocol stands on. A world can be made without one of them, to see whether a test would notice. */
export type Pillar =
  | 'the fence'
  | 'the write before acknowledge'
  | 'the write before the result'
  | 'the renewal of visibility';

interface Stored {
  ledger: MemoryLedger;
  queue: PolledQueue;
}

type Reached = { ledger: PolledLedger; queue: PolledQueue };

const WITHOUT: Record<Pillar, (stored: Stored) => Reached> = {
  'the fence': ({ ledger, queue }) => ({ ledger: writingAlways(ledger), queue }),
  'the write before acknowledge': ({ ledger, queue }) => ({
    ledger: storing(ledger, (entry) => (entry.phase === 'claiming' ? { ...entry, phase: 'queued' } : entry)),
    queue,
  }),
  'the write before the result': ({ ledger, queue }) => ({
    ledger: storing(ledger, (entry) =>
      entry.phase === 'decided' ? { ...entry, phase: 'running', outcome: undefined, spilled: undefined } : entry,
    ),
    queue,
  }),
  'the renewal of visibility': ({ ledger, queue }) => ({ ledger, queue: hidingOnce(queue) }),
};

/** The ledger and the queue as one process reaches them when a pillar is missing. */
export const withoutPillar = (pillar: Pillar | undefined, stored: Stored): Reached =>
  pillar === undefined ? stored : WITHOUT[pillar](stored);

/** Writes whatever is stored, so that nobody is kept from writing over another's entry. */
const writingAlways = (ledger: MemoryLedger): PolledLedger => ({
  read: ledger.read,
  readAll: ledger.readAll,
  async write(entry) {
    ledger.put(entry);
    return true;
  },
});

/** Stores less than the process believes it stored: what is missing dies with the process. */
const storing = (ledger: MemoryLedger, stored: (entry: LedgerEntry) => LedgerEntry): PolledLedger => ({
  read: ledger.read,
  readAll: ledger.readAll,
  write: (entry, replacing) => ledger.write(stored(entry), replacing),
});

/** Takes no notice when the receiver of a message hides it a second time. */
function hidingOnce(queue: PolledQueue): PolledQueue {
  const hidden = new Set<string>();
  return {
    send: queue.send,
    sendAll: queue.sendAll,
    async hide(receiptHandle, seconds) {
      if (hidden.has(receiptHandle)) return;
      hidden.add(receiptHandle);
      await queue.hide(receiptHandle, seconds);
    },
  };
}
