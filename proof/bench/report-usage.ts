import { writeSync } from 'node:fs';
import { peakMemory } from './peak-memory.ts';

/** Linux counts what was written in blocks of 512 bytes. */
const BLOCK_BYTES = 512;

/** Loaded before a contestant: at its end it writes down what the process used, to file descriptor 3. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, fsWrite } = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  writeSync(3, JSON.stringify({ cpuSeconds, peakMib: peakMemory(), bytesWritten: fsWrite * BLOCK_BYTES }));
});
