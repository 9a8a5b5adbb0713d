import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from '../measurement.ts';
import { openStage, type Stage } from '../workers/stage.ts';
import type { StartWorker } from '../workers/workers.ts';

const BUSY_JOBS = 3;
/** Between two of them, in milliseconds; in no step with any poll. */
const BUSY_PAUSE = 1_300;
/** The services and the first poll. */
const STARTS = 3_000;

/** Milliseconds from the moment a job could be polled until it was acknowledged, on the local services. */
export interface LocalPickups {
  first: number[];
  busy: number[];
}

/** Measures a worker that has polled before but never worked, once in each run, and then with a few jobs one after the other. */
export async function measureLocally(
  { runs, scratch, tell }: Bench,
  { name, pollEvery, start }: { name: string; pollEvery: number; start: StartWorker },
): Promise<LocalPickups> {
  const measured: LocalPickups = { first: [], busy: [] };
  for (let run = 0; run < runs; run++) {
    tell(`${name}, round ${run + 1} of ${runs}`);
    await using stage = await openStage(join(scratch, `${name.replace(/\W+/g, '-')}-${run}`), 'Nothing');
    await using _worker = await start(stage);
    await sleep(STARTS + ((run + 0.5) / runs) * pollEvery * 1000);
    measured.first.push(await pickUp(stage));
    for (let job = 0; job < BUSY_JOBS; job++) {
      await sleep(BUSY_PAUSE);
      measured.busy.push(await pickUp(stage));
    }
  }
  return measured;
}

async function pickUp({ services: { controlPlane }, submit }: Stage): Promise<number> {
  const jobId = await submit();
  const { transitions } = await controlPlane.jobs.waitFor(jobId, ['InProgress']);
  const [from, to] = ['Queued', 'InProgress'].map((wanted) => transitions.find(({ status }) => status === wanted)?.at);
  return Date.parse(to ?? '') - Date.parse(from ?? '');
}
