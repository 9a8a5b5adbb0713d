import { nameOf } from './action.ts';
import type { ActionTypeId, PolledJob } from './job.ts';
import { LEASE_SECONDS, type LeasePorts } from './lease.ts';
import { changed, isHeld, isOver, newEntry, replace } from './ledger.ts';
import type { CodePipelineJobs, Log } from './ports.ts';

export interface PollPorts extends LeasePorts {
  jobs: CodePipelineJobs;
  log: Log;
}

/** The batch size AWS's own sample poller asks for; the model has no maximum. */
const BATCH_SIZE = 10;
const PAUSE_SECONDS = 5;
/** How many leases long a poller trusts that a job's message is still on its way: five minutes. */
const STALE_AFTER_LEASES = 2.5;

/**
 * Queues every job on offer. Asks once when there is none; while jobs keep coming, asks again every few seconds until
 * `until` (epoch milliseconds). A throttled poll says nothing of the jobs on offer, so it is made again too, after one to
 * two such pauses: pollers that were throttled together must not come back together. Returns how many jobs were queued.
 */
export async function poll(ports: PollPorts, actionTypes: readonly ActionTypeId[], until: number): Promise<number> {
  let queued = 0;
  while (true) {
    let queuedNow = 0;
    let isThrottled = false;
    for (const actionType of actionTypes) {
      try {
        const round = await pollUntilEmpty(ports, actionType, until);
        queuedNow += round.queued;
        isThrottled ||= round.isThrottled;
      } catch (error) {
        // An action type that is not registered yet must not keep the jobs of the others waiting.
        ports.log.count('PollsFailed', { action: nameOf(actionType), error });
      }
    }
    const pause = PAUSE_SECONDS * 1000 * (isThrottled ? 1 + Math.random() : 1);
    queued += queuedNow;
    // A job that nobody can take is offered for hours; it is no reason to stay on.
    if ((queuedNow === 0 && !isThrottled) || ports.clock.now() + pause >= until) return queued;
    await ports.clock.sleep(pause);
  }
}

async function pollUntilEmpty(ports: PollPorts, actionType: ActionTypeId, until: number) {
  const seen = new Set<string>();
  let queued = 0;
  while (ports.clock.now() < until) {
    const jobs = await ports.jobs.poll(actionType, BATCH_SIZE);
    if (jobs === 'throttled') {
      ports.log.count('PollsThrottled');
      return { queued, isThrottled: true };
    }
    const unseen = jobs.filter(({ jobId }) => !seen.has(jobId));
    for (const { jobId } of unseen) seen.add(jobId);
    const isQueued = await Promise.all(unseen.map((job) => tryToEnqueue(ports, job)));
    queued += isQueued.filter(Boolean).length;
    // A service that keeps offering the same jobs must not keep the poller busy.
    if (unseen.length === 0) break;
  }
  return { queued, isThrottled: false };
}

/** A job that cannot be queued must not keep those behind it waiting; it is offered again. */
const tryToEnqueue = (ports: PollPorts, job: PolledJob): Promise<boolean> =>
  enqueue(ports, job).catch((error) => {
    ports.log.count('PollsFailed', { jobId: job.jobId, error });
    return false;
  });

/** Queues a job unless its message is still on its way or a worker is at it; CodePipeline repeats its offers. */
async function enqueue(ports: PollPorts, { clientId, jobId }: PolledJob): Promise<boolean> {
  const { ledger, queue, clock, log, leaseSeconds = LEASE_SECONDS } = ports;
  const now = clock.now();
  const found = await ledger.read(jobId);
  if (found && (isHeld(found, now) || now - found.changedAt < STALE_AFTER_LEASES * leaseSeconds * 1000)) return false;
  if (found?.phase === 'decided') return false;

  // An acknowledged job is never offered again. One that is over for us and still on offer was not, so it starts over.
  const startsOver = found !== undefined && isOver(found);
  const entry = found
    ? changed(found, startsOver ? { phase: 'queued', outcome: undefined, stoppedIn: undefined } : {}, now)
    : newEntry(jobId, clientId, now);
  if (!(await replace(ledger, entry, found?.revision))) return false;
  await queue.send({ clientId, jobId });
  log.count('JobsQueued', { jobId });
  return true;
}
