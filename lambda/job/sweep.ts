import { actionTypeName } from '../../model/action-type.ts';
import type { Clock } from '../../model/clock.ts';
import type { PolledActionType } from '../../model/integration.ts';
import type { PolledJob } from '../action/job.ts';
import type { Enqueuer } from './enqueuer.ts';
import type { Offers } from './job-source.ts';
import type { Log } from './ports.ts';

/** The polls that are on their way at the same time, of all sweeps together. */
export interface Lanes {
  /** How many polls CodePipeline may get at a time. Below 1, a lane pauses between its polls. */
  max: number;
  inUse: number;
}

export interface SweepPorts {
  offers: Offers;
  clock: Clock;
  log: Log;
  lanes: Lanes;
  enqueuer: Enqueuer;
}

interface Sweep {
  /**
   * - `complete`: nothing is on offer that was not seen.
   * - `repeats`: polls bring only what was seen already, and there may be more.
   * - `throttled`, `failed`, `time is up`: there may be more.
   */
  end: 'complete' | 'repeats' | 'throttled' | 'failed' | 'time is up';
  /** For each job that was not looked at before: whether it was queued, once that is known. */
  queued: readonly Promise<boolean>[];
  hasSeenAny: boolean;
}

/** Fewer than the 50 connections that an SDK client keeps. */
export const MAX_LANES = 48;
const MIN_LANES = 1 / 16;
/** AWS's own workers ask for 10. The service model has no maximum; with smaller batches, more polls are needed. */
const BATCH_SIZE = 100;
/** Polls in a row that bring nothing new. If jobs are offered at random, nearly all of them have been seen by then. */
const MAX_REPEATS = 8;

/**
 * Sees every job of an action type that is on offer, if there is time. An offer is repeated after half a minute, so one poll
 * after the other would never come past the first hundreds of jobs. So a poll as large as the largest so far counts as a sign
 * of more, and one more lane polls beside the others. A throttled poll ends the sweep and halves the number of lanes.
 */
export async function sweep(ports: SweepPorts, actionType: PolledActionType, until: number): Promise<Sweep> {
  const { offers, clock, log, lanes, enqueuer } = ports;
  const seen = new Set<string>();
  const queued: Promise<boolean>[] = [];
  const running: Promise<void>[] = [];
  let end: Sweep['end'] | undefined;
  let width = 1;
  let largest: number | undefined;
  let repeats = 0;

  const take = (batch: readonly PolledJob[], sentAt: number) => {
    const before = seen.size;
    for (const job of batch) {
      if (seen.has(job.jobId)) continue;
      seen.add(job.jobId);
      const { isQueued } = enqueuer.add({ ...job, sentAt });
      if (isQueued !== undefined) queued.push(isQueued);
    }
    const isFull = largest !== undefined && batch.length >= Math.max(2, largest);
    largest = Math.max(largest ?? 0, batch.length);
    repeats = seen.size > before ? 0 : repeats + 1;
    if (isFull) width += 1;
    if (repeats > 0 && !isFull) end ??= 'complete';
    if (repeats >= MAX_REPEATS) end ??= 'repeats';
  };
  const ask = async () => {
    const sentAt = clock.now();
    const answer = await offers.poll(actionType, BATCH_SIZE);
    if (answer !== 'throttled') return take(answer, sentAt);
    log.count('PollsThrottled');
    if (end === undefined) lanes.max = Math.max(MIN_LANES, Math.min(lanes.max, lanes.inUse) / 2);
    end ??= 'throttled';
  };
  const runLane = async () => {
    lanes.inUse += 1;
    try {
      while (end === undefined && clock.now() < until) {
        const startedAt = clock.now();
        await ask();
        if (end !== undefined) return;
        if (running.length < width && lanes.inUse + 1 <= lanes.max) running.push(runLane());
        if (lanes.max < 1) await clock.sleep((clock.now() - startedAt) * (1 / lanes.max - 1));
      }
    } catch (error) {
      if (end === undefined) log.count('PollsFailed', { action: actionTypeName(actionType), error });
      end ??= 'failed';
    } finally {
      lanes.inUse -= 1;
    }
  };

  enqueuer.sweepBegins();
  running.push(runLane());
  // Lanes that begin meanwhile are waited for as well.
  for (const lane of running) await lane;
  enqueuer.sweepEnds();
  if (end !== 'throttled') lanes.max = Math.min(MAX_LANES, lanes.max < 1 ? lanes.max * 2 : lanes.max + 1);
  return { end: end ?? 'time is up', queued, hasSeenAny: seen.size > 0 };
}
