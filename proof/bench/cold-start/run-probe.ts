import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { processEnvironment } from '../../../local/lambda/function-settings.ts';
import { startChild } from '../children.ts';
import { PROBE } from './bundle-bare.ts';

/** A function to start: its bundle and the variables that the stack gives it. */
interface ColdFunction {
  name: string;
  bundle: string;
  environment: Record<string, string>;
}

/** What the first two invocations of a new process took. Times in milliseconds. */
export interface ColdStart {
  /** From the start of the process until the function was imported. */
  ready: number;
  /** The import alone, part of `ready`. */
  import: number;
  /** The first invocation. */
  call: number;
  /** The second one. */
  warm: number;
  cpuSeconds: number;
  peakMib: number;
}

/** @param scratch Where its folder for temporary files is made. @throws Error with what the process wrote when it fails. */
export async function runProbe(target: ColdFunction, events: readonly unknown[], scratch: string): Promise<ColdStart> {
  const folder = await mkdtemp(join(scratch, 'probe-'));
  const settings = { ...target, timeoutSeconds: 60, memoryMegabytes: 1769, onLog: () => {} };
  const spawnedAt = performance.timeOrigin + performance.now();
  const child = startChild(process.execPath, [PROBE, target.bundle, ...events.map((event) => JSON.stringify(event))], {
    env: processEnvironment(settings, folder),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [log, errors, usage] = [child.stdout, child.stderr, child.stdio[3]].map((stream) => text(stream as Readable));
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${target.name} ended with ${code ?? signal}: ${await errors}${await log}`);
  const { importedAt, importMilliseconds, callMilliseconds, warmMilliseconds, ...rest } = JSON.parse(
    (await usage) ?? '',
  );
  return {
    ready: importedAt - spawnedAt,
    import: importMilliseconds,
    call: callMilliseconds,
    warm: warmMilliseconds,
    ...rest,
  };
}
