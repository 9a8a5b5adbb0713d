import { PassThrough, pipeline, type Readable } from 'node:stream';
import type { Recorder } from './recorder.ts';

/** Milliseconds between two events about one artifact that moves. */
const TELL_EVERY = 200;
/** Artifacts whose sums are known. */
const MAX_SUMS = 1_000;

/** Adds up how much of each artifact has moved, and records it now and then. */
export interface TransferSums {
  /** Bytes that S3 took. */
  wrote(jobId: string, artifact: string, bytes: number): void;
  /** Counts what a body of S3's brings. */
  counting(jobId: string, artifact: string, body: Readable): Readable;
}

export function createTransferSums(recorder: Recorder): TransferSums {
  const sums = new Map<string, { read: number; written: number; toldAt: number }>();
  const sumOf = (jobId: string, artifact: string) => {
    const key = `${jobId} ${artifact}`;
    const sum = sums.get(key) ?? { read: 0, written: 0, toldAt: 0 };
    sums.set(key, sum);
    const [oldest] = sums.keys();
    if (sums.size > MAX_SUMS && oldest !== undefined) sums.delete(oldest);
    return sum;
  };
  const tell = (jobId: string, artifact: string) => {
    const { read, written } = sumOf(jobId, artifact);
    recorder.record({ kind: 'transfer', jobId, artifact, read, written });
  };
  return {
    wrote(jobId, artifact, bytes) {
      sumOf(jobId, artifact).written += bytes;
      tell(jobId, artifact);
    },
    counting(jobId, artifact, body) {
      const counted = new PassThrough();
      counted.on('data', (bytes: Buffer) => {
        const sum = sumOf(jobId, artifact);
        sum.read += bytes.length;
        if (performance.now() - sum.toldAt < TELL_EVERY) return;
        sum.toldAt = performance.now();
        tell(jobId, artifact);
      });
      // It is read at the pace of who reads the answer.
      counted.pause();
      pipeline(body, counted, () => tell(jobId, artifact));
      return counted;
    },
  };
}
