import { readdirSync, readFileSync } from 'node:fs';

/** A process that is killed may have started another one in the meantime. */
const MAX_ROUNDS = 5;

/** The IDs of the processes that run. Only Linux tells them; on other systems the set is empty. */
export const running = (): ReadonlySet<number> => new Set(processes());

/**
 * Ends every process that an action has left: those that descend from this one and were not there before, and those that have
 * the job's folder in their environment, such as a daemon that has left its parent. Nothing is read of a process that was there
 * before, because a worker would take longer to read of all than to do a job: an ID comes again only after all the others.
 */
export function endProcesses(before: ReadonlySet<number>, folder: string): void {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const started = processes().filter((pid) => !before.has(pid));
    const left = started.filter((pid) => (descends(pid) && !isDead(pid)) || read(pid, 'environ').includes(folder));
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
  }
}

/** Whether this process is among the ancestors of another one. */
function descends(pid: number): boolean {
  const parent = parentOf(pid);
  return parent === process.pid || (parent > 1 && descends(parent));
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
