import type { Lease } from '../../../lambda/job/lease.ts';
import type { JobMessage } from '../../../lambda/job/ports.ts';
import { takeLease } from '../../../lambda/job/take-lease.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { type FaultPlan, withFaults } from '../../memory/faults.ts';
import { memoryQueue } from '../../memory/queue.ts';

const noFaults: FaultPlan = () => 'none';

/** A message that was received, a ledger that knows nothing of its job, and a way to take the lease. */
export async function openRoom(plan: FaultPlan = noFaults) {
  const clock = createManualClock();
  const ledger = memoryLedger();
  const queue = memoryQueue({ clock });
  await queue.send({ jobId: 'j-1', clientId: 'c-1' });
  const received = queue.receive();
  if (!received) throw new Error('the queue lost a message');
  const message: JobMessage = { jobId: 'j-1', clientId: 'c-1', ...received };
  const ports = { ledger: withFaults('ledger', ledger, plan), queue: withFaults('queue', queue, plan), clock };
  const take = async (invocationId = 'i-1', from = message): Promise<Lease> => {
    const lease = await takeLease(ports, from, invocationId);
    if (typeof lease === 'string') throw new Error(`expected a lease, got ${lease}`);
    return lease;
  };
  return { clock, ledger, queue, message, ports, take };
}

/** A plan that loses the requests or the answers of the next ledger writes, as many as it is told. */
export function writesLost() {
  let fault: 'request-lost' | 'answer-lost' = 'request-lost';
  let left = 0;
  const plan: FaultPlan = (call) => (call === 'ledger.write' && left-- > 0 ? fault : 'none');
  const lose = (kind: typeof fault, writes: number) => {
    fault = kind;
    left = writes;
  };
  return { plan, lose };
}
