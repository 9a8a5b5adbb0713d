import { Worker } from 'node:worker_threads';
import { modulePath } from '../../model/module-path.ts';

/** One look at the machine, in milliseconds; `at` is in epoch milliseconds. */
export interface Sample {
  at: number;
  /** How much later than it was due a timer fired. */
  late: number;
  /** The processor time of a burst of work. */
  busy: number;
  /** The time that the burst took. */
  took: number;
}

/** How slow the machine was at its slowest. */
export interface Slowness {
  /** How many times as long as on an idle machine a thread took for its work, over the length of a lease. */
  factor: number;
  /** The longest that a thread which was due did not run. */
  stallMilliseconds: number;
}

/** Looks at the machine all the time, so that one that is too busy for leases of seconds can be told from a fault. */
export interface MachineWatch extends AsyncDisposable {
  /** Between two times, in epoch milliseconds. */
  worst(from: number, to: number): Slowness;
}

/** A worker that is slower than this starts, renews and reports too late for a rehearsal. */
const MAX_FACTOR = 8;
/** Renewals come at every third of a lease, and two may fail. */
const MAX_STALL_LEASES = 1 / 3;

const OWN_EVERY_MILLISECONDS = 100;

export function watchMachine(leaseSeconds: number): MachineWatch {
  const samples: Sample[] = [];
  const probe = new Worker(modulePath(import.meta.url, './probe'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  probe.on('message', (sample: Sample) => samples.push(sample));
  // The services are in this same thread: when it stalls, they all stall.
  let expectedAt = performance.now() + OWN_EVERY_MILLISECONDS;
  const own = setInterval(() => {
    samples.push({ at: Date.now(), late: Math.max(0, performance.now() - expectedAt), busy: 0, took: 0 });
    expectedAt = performance.now() + OWN_EVERY_MILLISECONDS;
  }, OWN_EVERY_MILLISECONDS);
  own.unref();
  probe.unref();
  return {
    worst: (from, to) =>
      worstOf(
        samples.filter(({ at }) => at >= from && at <= to),
        leaseSeconds * 1000,
      ),
    async [Symbol.asyncDispose]() {
      clearInterval(own);
      await probe.terminate();
    },
  };
}

/** @param samples In the order of their times. */
export function worstOf(samples: readonly Sample[], windowMilliseconds: number): Slowness {
  let first = 0;
  let busy = 0;
  let took = 0;
  let factor = 1;
  for (const sample of samples) {
    busy += sample.busy;
    took += sample.took;
    for (let oldest = samples[first]; oldest && oldest.at < sample.at - windowMilliseconds; oldest = samples[++first]) {
      busy -= oldest.busy;
      took -= oldest.took;
    }
    // A window that is not full yet says little.
    if (first > 0 && busy > 0) factor = Math.max(factor, took / busy);
  }
  return { factor, stallMilliseconds: samples.reduce((longest, { late }) => Math.max(longest, late), 0) };
}

/** Whether the machine was too busy for processes to keep leases of this number of seconds. */
export const isStarved = ({ factor, stallMilliseconds }: Slowness, leaseSeconds: number) =>
  factor > MAX_FACTOR || stallMilliseconds > leaseSeconds * 1000 * MAX_STALL_LEASES;

export const describeSlowness = ({ factor, stallMilliseconds }: Slowness) =>
  `work took ${factor.toFixed(1)} times as long as on an idle machine, and nothing ran for ${(stallMilliseconds / 1000).toFixed(1)} s`;
