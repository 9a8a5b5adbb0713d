import { readdirSync, readFileSync } from 'node:fs';

/** A process that is killed may have started another one in the meantime. */
const MAX_ROUNDS = 5;

/** The processes that descend from this one. Only Linux tells them; on other systems the set is empty. */
export function descendants(): ReadonlySet<number> {
  const parents = new Map<number, number>();
  for (const pid of processes()) parents.set(pid, parentOf(pid));
  const found = new Set([process.pid]);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  found.delete(process.pid);
  return found;
}

/**
 * Ends every process that an action has left: those that descend from this one and were not there before, and those that have
 * the job's folder in their environment, such as a daemon that has left its parent.
 */
export function endProcesses(before: ReadonlySet<number>, folder: string): void {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const started = [...descendants()].filter((pid) => !before.has(pid) && !isDead(pid));
    const marked = processes().filter((pid) => pid !== process.pid && read(pid, 'environ').includes(folder));
    const left = new Set([...started, ...marked]);
    if (left.size === 0) return;
    for (const pid of left) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself, or is not ours to end.
  }
}

function processes(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** The fields after the name of the program, which is in brackets and may contain brackets and blanks. */
const statusOf = (pid: number) =>
  read(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
const parentOf = (pid: number) => Number(statusOf(pid)[1]);
const isDead = (pid: number) => ['Z', 'X', ''].includes(statusOf(pid)[0] ?? '');

function read(pid: number, file: 'stat' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
