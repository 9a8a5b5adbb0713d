import { readFileSync } from 'node:fs';

/**
 * The most memory that this process has held so far, in MiB. On Linux it comes from /proc: what getrusage says starts
 * with the memory of the process that started this one.
 */
export function peakMemory(): number {
  const kib =
    process.platform === 'linux' ? /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] : undefined;
  return (kib === undefined ? process.resourceUsage().maxRSS : Number(kib)) / 1024;
}
