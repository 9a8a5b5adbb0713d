import { afterAll, beforeAll } from 'vitest';
import { openStage, type Stage } from '../../local/chaos/stage.ts';
import { timingFor } from '../../local/chaos/timing.ts';
import { timeLimit } from '../time-limit.ts';

/** On an ordinary machine 3. A slow one needs longer to start a worker, and would find each lease over. */
const LEASE_SECONDS = Math.round(timeLimit(3_000) / 1000);

/** The bundles, on which the rehearsals of one file are played. */
export function withStage(): () => Stage {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({
      timing: timingFor(LEASE_SECONDS),
      workers: 2,
      integration: 'third-party',
      stop: new AbortController().signal,
      progress: { begin: () => ({ [Symbol.dispose]: () => undefined }) },
    });
  }, timeLimit(60_000));
  afterAll(() => stage[Symbol.asyncDispose]());
  return () => stage;
}
