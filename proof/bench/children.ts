import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

const living = new Set<ChildProcess>();

/** Starts a process that does not outlive this one when this one is asked to end. */
export function startChild(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options);
  living.add(child);
  const forget = () => living.delete(child);
  return child.once('close', forget).once('error', forget);
}

/** Kills the processes that are still running. */
export function killChildren(): void {
  for (const child of living) child.kill('SIGKILL');
}
