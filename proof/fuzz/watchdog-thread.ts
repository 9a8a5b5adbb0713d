import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { writeFinding } from './findings.ts';
import type { WatchedMemory } from './watchdog.ts';

const { begun, length, archive, milliseconds, findings } = workerData as WatchedMemory;
const STDOUT = 1;

let before = -1;
for (;;) {
  const now = Atomics.load(begun, 0);
  if (now === before) break;
  before = now;
  // Nobody wakes it: it sleeps its time, unless the count has moved on already.
  Atomics.wait(begun, 0, now, milliseconds);
}
const file = writeFinding(findings, Buffer.from(archive.subarray(0, length[0])));
writeSync(STDOUT, `A finding, in ${file}:\nReading it has not ended after ${milliseconds} ms\n`);
process.kill(process.pid, 'SIGKILL');
