import { nameOf } from './action.ts';
import type { ActionTypeId, PolledJob } from './job.ts';
import { changed, isHeld, newEntry, replace, STALE_AFTER } from './ledger.ts';
import type { Clock, CodePipelineJobs, Ledger, Log, Queue } from './ports.ts';

export interface PollPorts {
  jobs: CodePipelineJobs;
  ledger: Ledger;
  queue: Queue;
  clock: Clock;
  log: Log;
}

/** The batch size AWS's own sample poller asks for; the model has no maximum. */
const BATCH_SIZE = 10;
const PAUSE_SECONDS = 5;

/**
 * Queues every job on offer. Asks once when there is none; while jobs keep coming, asks again every few seconds until
 * `until` (epoch milliseconds). Returns how many jobs were queued.
 */
export async function poll(ports: PollPorts, actionTypes: readonly ActionTypeId[], until: number): Promise<number> {
  let queued = 0;
  while (true) {
    let offered = 0;
    for (const actionType of actionTypes) {
      try {
        const round = await pollUntilEmpty(ports, actionType, until);
        offered += round.offered;
        queued += round.queued;
      } catch (error) {
        // An action type that is not registered yet must not keep the jobs of the others waiting.
        ports.log.count('PollsFailed', { action: nameOf(actionType), error });
      }
    }
    if (offered === 0 || ports.clock.now() + PAUSE_SECONDS * 1000 >= until) return queued;
    await ports.clock.sleep(PAUSE_SECONDS * 1000);
  }
}

async function pollUntilEmpty(ports: PollPorts, actionType: ActionTypeId, until: number) {
  const seen = new Set<string>();
  let queued = 0;
  while (ports.clock.now() < until) {
    const jobs = await ports.jobs.poll(actionType, BATCH_SIZE);
    if (jobs === 'throttled') {
      ports.log.count('PollsThrottled');
      break;
    }
    const unseen = jobs.filter(({ jobId }) => !seen.has(jobId));
    for (const job of unseen) {
      seen.add(job.jobId);
      if (await enqueue(ports, job)) queued += 1;
    }
    // A service that keeps offering the same jobs must not keep the poller busy.
    if (unseen.length === 0) break;
  }
  return { offered: seen.size, queued };
}

/** Queues a job unless its message is still on its way or a worker is at it; CodePipeline repeats its offers. */
async function enqueue({ ledger, queue, clock, log }: PollPorts, { clientId, jobId }: PolledJob): Promise<boolean> {
  const now = clock.now();
  const found = await ledger.read(jobId);
  if (found && (isHeld(found, now) || now - found.changedAt < STALE_AFTER)) return false;
  if (found?.phase === 'decided' || found?.phase === 'reported') return false;

  const startsOver = found?.phase === 'lost' || found?.phase === 'unreportable';
  const entry = found ? changed(found, startsOver ? { phase: 'queued' } : {}, now) : newEntry(jobId, clientId, now);
  if (!(await replace(ledger, entry, found?.revision))) return false;
  await queue.send({ clientId, jobId });
  log.count('JobsQueued', { jobId });
  return true;
}
