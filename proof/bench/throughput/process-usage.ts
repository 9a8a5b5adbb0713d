import { readdirSync, readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;
/** Linux counts CPU time in hundredths of a second, whatever its kernel's own tick is (`man 5 proc`, USER_HZ). */
const TICKS_A_SECOND = 100;
const MIB = 1024 ** 2;
const LOOK_EVERY = 100;

/** What processes have used together. */
export interface ProcessUsage {
  /** The most memory that they held at a time; what they share is counted for each. */
  peakMib: number;
  /** Of those that still run. */
  cpuSeconds: number;
}

/** Watches the processes below this one, except for what those that run already have used; undefined where that cannot be looked up. */
export function watchProcesses(): { stop(): ProcessUsage | undefined } {
  const before = usageBelow(process.pid);
  let peakMib = 0;
  const look = () => {
    const now = usageBelow(process.pid);
    peakMib = Math.max(peakMib, (now?.mib ?? 0) - (before?.mib ?? 0));
    return now;
  };
  const timer = setInterval(look, LOOK_EVERY);
  return {
    stop() {
      clearInterval(timer);
      const now = look();
      return before && now && { peakMib, cpuSeconds: now.cpuSeconds - before.cpuSeconds };
    },
  };
}

function usageBelow(root: number): { mib: number; cpuSeconds: number } | undefined {
  const processes = listProcesses();
  if (processes === undefined) return undefined;
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const below = (pid: number): OneProcess[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  const sum = (of: (one: OneProcess) => number) => below(root).reduce((total, one) => total + of(one), 0);
  return { mib: sum(({ bytes }) => bytes) / MIB, cpuSeconds: sum(({ ticks }) => ticks) / TICKS_A_SECOND };
}

interface OneProcess {
  pid: number;
  parent: number;
  bytes: number;
  ticks: number;
}

function listProcesses(): OneProcess[] | undefined {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readProcess(Number(name)));
  } catch {
    return undefined;
  }
}

/** None when it has ended meanwhile. */
function readProcess(pid: number): OneProcess[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ');
    // From the third field on: the parent is the 4th, user and system time are the 14th and 15th.
    const [parent = 0, ...times] = [1, 11, 12].map((index) => Number(fields[index]));
    const ticks = times.reduce((sum, time) => sum + time, 0);
    return [{ pid, parent, bytes: Number(pages) * PAGE_BYTES, ticks }];
  } catch {
    return [];
  }
}
