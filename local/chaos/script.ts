import type { Role } from './cast.ts';
import type { Kill } from './killer.ts';

/** One rehearsal: these jobs on services of their own, with these faults and these kills. */
export interface Script {
  faults: readonly string[];
  cast: readonly Role[];
  /** `everywhere` looks for points at which no process was killed yet; a list is followed exactly. */
  kills: 'everywhere' | 'nowhere' | readonly Kill[];
  seed: number;
}

/** The name of a script among several: its faults. */
export const nameOf = ({ faults }: Pick<Script, 'faults'>): string => faults.join(', ') || 'kills alone';
