import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { writeFinding } from './findings.ts';
import type { WatchedMemory } from './watchdog.ts';

const { begun, length, archive, milliseconds, findings } = workerData as WatchedMemory;
const STDOUT = 1;

/** How often it looks again at an archive that takes no processor time: its reader waits for something that never comes. */
const MAX_IDLE_LOOKS = 12;

let before = -1;
let looks = 0;
let used = process.cpuUsage();
for (;;) {
  const now = Atomics.load(begun, 0);
  if (now === before) {
    const { user, system } = process.cpuUsage(used);
    // Not by the clock: on a busy machine a sound reader may stand still for long.
    if ((user + system) / 1000 >= milliseconds || ++looks >= MAX_IDLE_LOOKS) break;
  } else {
    before = now;
    looks = 0;
    used = process.cpuUsage();
  }
  // Nobody wakes it: it sleeps for its whole time, unless the count has changed already.
  Atomics.wait(begun, 0, now, milliseconds);
}
const file = writeFinding(findings, Buffer.from(archive.subarray(0, length[0])));
writeSync(
  STDOUT,
  `A finding, in ${file}:\nReading it has not ended after ${milliseconds} ms of processor time, or ${MAX_IDLE_LOOKS} times that without any\n`,
);
process.kill(process.pid, 'SIGKILL');
