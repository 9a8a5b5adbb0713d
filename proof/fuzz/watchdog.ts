import { Worker } from 'node:worker_threads';

interface Watchdog {
  /** Says which archive is read from now on, and that the one before is done. */
  begin(archive: Buffer): void;
  stop(): Promise<void>;
}

/** A thread of its own watches, because a loop that never ends lets nothing else run in this one. */
export interface WatchedMemory {
  /** How many archives were begun. */
  begun: Int32Array<SharedArrayBuffer>;
  length: Int32Array<SharedArrayBuffer>;
  archive: Uint8Array<SharedArrayBuffer>;
  milliseconds: number;
  findings: string;
}

/**
 * Sees that no archive keeps its reader busy for ever. An archive that is not done after `milliseconds` of processor time, or long after that without any, is
 * written to the folder of findings, and the process is killed.
 * @param limits.bytes The longest archive.
 */
export function startWatchdog(limits: { bytes: number; milliseconds: number; findings: string }): Watchdog {
  const memory: WatchedMemory = {
    begun: new Int32Array(new SharedArrayBuffer(4)),
    length: new Int32Array(new SharedArrayBuffer(4)),
    archive: new Uint8Array(new SharedArrayBuffer(limits.bytes)),
    milliseconds: limits.milliseconds,
    findings: limits.findings,
  };
  const thread = new Worker(new URL('./watchdog-thread.ts', import.meta.url), { workerData: memory });
  return {
    begin(archive) {
      memory.archive.set(archive);
      memory.length[0] = archive.length;
      Atomics.add(memory.begun, 0, 1);
    },
    async stop() {
      await thread.terminate();
    },
  };
}
