import { readdirSync, readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;
const MIB = 1024 ** 2;
const LOOK_EVERY = 100;

/** The most memory that processes which this one starts from now on hold together, in MiB; undefined where that cannot be looked up. */
export function watchMemory(): { stop(): number | undefined } {
  const before = memoryBelow(process.pid) ?? 0;
  let peak: number | undefined;
  const look = () => {
    const now = memoryBelow(process.pid);
    if (now !== undefined) peak = Math.max(peak ?? 0, now - before);
  };
  const timer = setInterval(look, LOOK_EVERY);
  return {
    stop() {
      look();
      clearInterval(timer);
      return peak;
    },
  };
}

/** Resident memory as Linux tells it; what processes share is counted for each. */
function memoryBelow(root: number): number | undefined {
  const processes = listProcesses();
  if (processes === undefined) return undefined;
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const sumBelow = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + child.bytes + sumBelow(child.pid), 0);
  return sumBelow(root) / MIB;
}

function listProcesses(): { pid: number; parent: number; bytes: number }[] | undefined {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readProcess(Number(name)));
  } catch {
    return undefined;
  }
}

/** None when it has ended meanwhile. */
function readProcess(pid: number): { pid: number; parent: number; bytes: number }[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ');
    return [{ pid, parent: Number(fields[1]), bytes: Number(pages) * PAGE_BYTES }];
  } catch {
    return [];
  }
}
