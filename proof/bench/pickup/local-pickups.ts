import { type Clock, systemClock } from '../../../model/clock.ts';
import type { Bench } from '../measurement.ts';

/** Between two jobs of a busy minute, in milliseconds; in no step with any poll. */
const BUSY_PAUSE = 1_300;
/** Until the services are up and the first poll is over. */
const STARTS = 3_000;
const MINUTE_SECONDS = 60;

/** A worker on services of its own, which has polled but never worked. */
export interface Trial extends AsyncDisposable {
  /** Queues a job. Gives the milliseconds from the moment it could be polled until it was acknowledged. */
  pickUp(): Promise<number>;
}

interface LocalContestant {
  name: string;
  pollEvery: number;
  begin(folder: string): Promise<Trial>;
}

/** Milliseconds that jobs waited, on the local services. */
interface LocalPickups {
  first: number[];
  busy: number[];
}

/**
 * Measures a worker that has polled before but never worked, once in each run, and then with jobs one after the other. The
 * runs of one that polls once a minute go on side by side, each a little later than the one before: all they do is wait.
 */
export async function measureLocally(
  { runs, tell }: Pick<Bench, 'runs' | 'tell'>,
  { name, pollEvery, begin }: LocalContestant,
  clock: Clock = systemClock,
): Promise<LocalPickups> {
  const isSlow = pollEvery >= MINUTE_SECONDS;
  const measured: LocalPickups = { first: [], busy: [] };
  const measure = async (run: number) => {
    tell(`${name}, round ${run + 1} of ${runs}`);
    await using trial = await begin(`${name.replace(/\W+/g, '-')}-${run}`);
    await clock.sleep(STARTS + ((run + 0.5) / runs) * pollEvery * 1000);
    measured.first.push(await trial.pickUp());
    for (let job = 0; job < (isSlow ? 1 : 3); job++) {
      await clock.sleep(BUSY_PAUSE);
      measured.busy.push(await trial.pickUp());
    }
  };
  const all = Array.from({ length: runs }, (_, run) => run);
  if (!isSlow) for (const run of all) await measure(run);
  else await Promise.all(all.map((run) => clock.sleep((run / runs) * (pollEvery / 2) * 1000).then(() => measure(run))));
  return measured;
}
