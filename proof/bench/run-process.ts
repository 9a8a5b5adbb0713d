import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { startChild } from './children.ts';
import type { Contestant } from './contestant.ts';

/** What one whole process took, from its start to its end. */
export interface ProcessRun {
  seconds: number;
  /** User and system time, of its children too. */
  cpuSeconds: number;
  /** Undefined for a process that is not Node's. */
  peakMib: number | undefined;
  /** Bytes that it had written to a file system when it ended; undefined as above. */
  bytesWritten: number | undefined;
  /** What it found out, from the line of JSON on its standard output. */
  said: Record<string, unknown>;
}

/** The lines that `times` of a shell prints: its own user and system time, then those of its children. */
const TIMES = /(\d+)m([\d.]+)s\s+(\d+)m([\d.]+)s/g;

/** Runs a contestant once. @throws Error with what it wrote to standard error when it fails. */
export async function runProcess(contestant: Contestant, target: string): Promise<ProcessRun> {
  const { name, command, args } = contestant;
  const started = performance.now();
  const child = startChild(command, args(target), { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const [output, errors, usage] = [child.stdout, child.stderr, child.stdio[3]].map((stream) =>
    text(stream as Readable),
  );
  const [code, signal] = await once(child, 'close');
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}: ${(await errors)?.trim()}`);
  return { seconds, ...readUsage((await usage) ?? ''), said: readOutput((await output) ?? '') };
}

function readUsage(usage: string): Pick<ProcessRun, 'cpuSeconds' | 'peakMib' | 'bytesWritten'> {
  if (usage.startsWith('{')) return JSON.parse(usage);
  const times = [...usage.matchAll(TIMES)].flatMap(([, m1, s1, m2, s2]) => [
    60 * Number(m1) + Number(s1),
    60 * Number(m2) + Number(s2),
  ]);
  return { cpuSeconds: times.reduce((sum, one) => sum + one, 0), peakMib: undefined, bytesWritten: undefined };
}

/** A line of JSON, or a digest as `sha256sum` prints it. */
function readOutput(output: string): Record<string, unknown> {
  if (output.startsWith('{')) return JSON.parse(output);
  const digest = /^[0-9a-f]{64}/.exec(output)?.[0];
  return digest === undefined ? {} : { digest };
}
