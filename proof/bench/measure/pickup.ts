import { join } from 'node:path';
import { atMost } from '../goal.ts';
import type { Bench, Measurement } from '../measurement.ts';
import { cellsOf, type Delay, delayOf } from '../pickup/delay.ts';
import { latencies, MACHINE_DOLLARS } from '../pickup/latencies.ts';
import { measureLocally } from '../pickup/local-pickups.ts';
import { beginTrial } from '../pickup/local-trial.ts';
import { readMonths } from '../pickup/month.ts';
import { type Pickup, playPickups } from '../pickup/play-pickups.ts';
import { LATENCY } from '../workers/stage.ts';
import { bundleWorkers } from '../workers/workers.ts';

/** Moments of a minute at which the first job comes; a prime, so that they are in no step with any poll. */
const [MOMENTS, BUSY_JOBS, BUSY_EVERY] = [61, 60, 3_100];
const [MAX_MEDIAN, MAX_TAIL, MAX_DOLLARS, MAX_EVENT] = [3, 7, 1, 2];

const ours = [2, 5, 10, 60].map((pollEvery) => ({ name: `pollEvery ${pollEvery}`, pollEvery }));
const event = { name: "a custom action's event", pollEvery: 60, hasEvents: true };
const plain = [1, 60].map((pollEvery) => ({ name: `plain poller, ${pollEvery} s`, pollEvery, isPlain: true }));

/** It has no queues. */
const machine = { itself: MACHINE_DOLLARS, withQueues: MACHINE_DOLLARS };

export const pickup: Measurement = {
  name: 'pickup',
  title: 'from the moment a job can be polled until it is acknowledged, beside a plain poller on a machine of its own',
  async measure(bench) {
    const monthOf = await readMonths();
    const played: Played[] = [];
    for (const one of [...ours, event, ...plain]) {
      bench.tell(`${one.name}, on an injected clock`);
      const month = 'isPlain' in one ? machine : monthOf(one.pollEvery);
      played.push({ name: one.name, month, ...(await play(one)) });
    }
    for (const one of await measureAllLocally(bench)) {
      const { month = machine } = played.find(({ name }) => name === one.name) ?? {};
      played.push({ ...one, name: `${one.name}, local services`, month });
    }
    const usual = played.find(({ name }) => name === 'pollEvery 5');
    const woken = played.find(({ name }) => name === event.name);
    return {
      figures: [],
      table: {
        columns: ['first job, s', '95 %', 'in a busy minute, s', '95 %', 'dollars a month', 'with its queues'],
        rows: played.map(({ name, first, busy, month }) => ({
          name,
          cells: [
            ...cellsOf(first),
            ...cellsOf(busy),
            ...[month.itself, month.withQueues].map((one) => Number(one.toFixed(2))),
          ],
        })),
      },
      facts: {
        ...Object.fromEntries(
          Object.entries(latencies).map(([name, value]) => [`assumed milliseconds, ${name}`, value]),
        ),
        'milliseconds that each call takes longer on the local services': LATENCY,
      },
      goals: [
        atMost('G16', 'first job after an idle hour, median', [usual?.first.median ?? Number.NaN, MAX_MEDIAN], ' s'),
        atMost('G16', 'first job after an idle hour, 95 %', [usual?.first.tail ?? Number.NaN, MAX_TAIL], ' s'),
        atMost(
          'G16',
          'an idle month of the worker itself, at list price',
          [usual?.month.itself ?? Number.NaN, MAX_DOLLARS],
          ' dollars',
        ),
        atMost('G16', "a custom action's event, 95 %", [woken?.first.tail ?? Number.NaN, MAX_EVENT], ' s'),
      ],
      skipped: [],
    };
  },
};

interface Played {
  name: string;
  first: Delay;
  busy: Delay;
  month: ReturnType<Awaited<ReturnType<typeof readMonths>>>;
}

async function play(one: Pickup): Promise<{ first: Delay; busy: Delay }> {
  const first: number[] = [];
  for (let moment = 0; moment < MOMENTS; moment++) {
    first.push(...(await playPickups(one, [((moment + 0.5) / MOMENTS) * 60_000])));
  }
  const all = await playPickups(
    one,
    Array.from({ length: BUSY_JOBS }, (_, job) => job * BUSY_EVERY),
  );
  // Those that come once the first ones have been seen.
  return { first: delayOf(first), busy: delayOf(all.slice(BUSY_JOBS / 2)) };
}

async function measureAllLocally(bench: Bench): Promise<Omit<Played, 'month'>[]> {
  const workers = await bundleWorkers(join(bench.scratch, 'workers'));
  const measured = [];
  for (const one of [...ours, event, ...plain]) {
    const { name, pollEvery } = one;
    const isOfEvents = 'hasEvents' in one;
    const start =
      'isPlain' in one
        ? workers.plain(pollEvery)
        : workers.ours({ pollEvery, ...(isOfEvents && { eventsIn: latencies.eventDelivered }) });
    const { first, busy } = await measureLocally(bench, {
      ...{ name, pollEvery },
      begin: (folder) => beginTrial(join(bench.scratch, folder), isOfEvents ? 'custom' : 'third-party', start),
    });
    measured.push({ name, first: delayOf(first), busy: delayOf(busy) });
  }
  return measured;
}
