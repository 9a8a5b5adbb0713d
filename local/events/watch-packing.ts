import type { SeedOptions } from '../codepipeline/local-api/seed-inputs.ts';
import type { Recorder } from './recorder.ts';

/** Milliseconds between two events about one folder. */
const TELL_EVERY = 250;

/** Records how far the packing of folders has come. */
export function watchPacking(recorder: Recorder): NonNullable<SeedOptions['onPacking']> {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (name, { files, bytes }, isDone) => {
    const now = performance.now();
    if (!isDone && files > 0 && now - toldAt < TELL_EVERY) return;
    toldAt = now;
    recorder.record({ kind: 'packing', name, files, bytes, isDone });
  };
}
