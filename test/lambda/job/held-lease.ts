import type { Lease } from '../../../lambda/job/lease.ts';
import { changed, newEntry } from '../../../lambda/job/ledger.ts';
import type { LedgerEntry } from '../../../lambda/job/ports.ts';
import { takeLease } from '../../../lambda/job/take-lease.ts';
import { thirdPartySource } from '../../../lambda/sources/third-party/third-party-source.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { memoryClients } from '../../memory/clients.ts';
import { memoryCodePipeline, type NewJob } from '../../memory/codepipeline-jobs.ts';
import { type FaultPlan, withFaults } from '../../memory/faults.ts';
import { memoryQueue } from '../../memory/queue.ts';

export const CLIENT = 'client-1';
export const CLIENT_TOKEN = 'client-token-4711';

/**
 * A job that CodePipeline has handed out, and the lease of one worker on it.
 * @param entry What the ledger knows of the job from before.
 * @param seconds For how long the worker repeats calls that find no answer; not at all when left out.
 */
export async function holdLease(
  given: { entry?: Partial<LedgerEntry>; job?: Partial<NewJob>; plan?: FaultPlan; seconds?: number } = {},
) {
  const { entry = {}, job = {}, plan = () => 'none', seconds = 0 } = given;
  const clock = createManualClock();
  const codePipeline = memoryCodePipeline({ clock });
  const clients = memoryClients();
  const ledger = memoryLedger();
  const actionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;
  codePipeline.setToken(CLIENT, CLIENT_TOKEN);
  clients.set(CLIENT, { token: CLIENT_TOKEN });
  const jobId = codePipeline.add({ clientId: CLIENT, actionTypeId, ...job });
  await codePipeline.poll(actionTypeId, 1);

  const now = clock.now();
  ledger.put(changed(newEntry(jobId, CLIENT, now), entry, now));
  const reached = {
    jobs: withFaults('jobs', codePipeline, plan),
    clients: withFaults('clients', clients, plan),
  };
  const ports = {
    ...reached,
    source: thirdPartySource(reached),
    offers: reached.jobs,
    ledger: withFaults('ledger', ledger, plan),
    queue: memoryQueue({ clock }),
    clock,
  };
  const take = async (invocationId: string): Promise<Lease> => {
    const message = { jobId, clientId: CLIENT, messageId: 'm-1', receiptHandle: 'r-1' };
    const lease = await takeLease(ports, message, invocationId, seconds && clock.now() + seconds * 1000);
    if (typeof lease === 'string') throw new Error(`expected a lease, got ${lease}`);
    return lease;
  };
  const lease = await take('i-1');
  return {
    jobId,
    message: { clientId: CLIENT, jobId },
    ports,
    codePipeline,
    clients,
    ledger,
    clock,
    lease,
    take,
    log: memoryLog(),
    redactor: createRedactor(),
  };
}
