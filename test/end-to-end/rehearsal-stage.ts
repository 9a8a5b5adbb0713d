import { afterAll, beforeAll } from 'vitest';
import { openStage, type RehearsalStage } from '../../local/chaos/stage.ts';
import { timingFor } from '../../local/chaos/timing.ts';
import { timeLimit } from '../time-limit.ts';

/** The bundles, on which the rehearsals of one file are played. */
export function withStage(): () => RehearsalStage {
  let stage: RehearsalStage;
  beforeAll(async () => {
    stage = await openStage({
      timing: timingFor(3),
      workers: 2,
      integration: 'third-party',
      stop: new AbortController().signal,
      progress: { begin: () => ({ [Symbol.dispose]: () => undefined }) },
    });
  }, timeLimit(60_000));
  afterAll(() => stage[Symbol.asyncDispose]());
  return () => stage;
}
