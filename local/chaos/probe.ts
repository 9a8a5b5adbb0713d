/** Runs in a thread of its own: asks again and again how much of the processor a thread gets that wants it. */
import { parentPort } from 'node:worker_threads';
import type { Sample } from './machine.ts';

const EVERY_MILLISECONDS = 200;
const BURST_MICROSECONDS = 4_000;

let expectedAt = performance.now() + EVERY_MILLISECONDS;
setInterval(() => {
  const startedAt = performance.now();
  const late = Math.max(0, startedAt - expectedAt);
  expectedAt = startedAt + EVERY_MILLISECONDS;
  const busy = spin();
  const sample: Sample = { at: Date.now(), late, busy, took: performance.now() - startedAt };
  parentPort?.postMessage(sample);
}, EVERY_MILLISECONDS);

/** Milliseconds of processor that were used. */
function spin(): number {
  const before = process.threadCpuUsage();
  for (;;) {
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= BURST_MICROSECONDS) return (user + system) / 1000;
  }
}
