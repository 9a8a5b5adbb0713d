import type { Role } from './cast.ts';
import type { Kill } from './killer.ts';

/** One rehearsal: these jobs on a stack of their own, with these faults and these kills. */
export interface Script {
  faults: readonly string[];
  cast: readonly Role[];
  /** `everywhere` seeks the points that nobody was killed at; a list is followed to the letter. */
  kills: 'everywhere' | 'nowhere' | readonly Kill[];
  seed: number;
}

/** What a script is called where there are several: by its faults. */
export const nameOf = ({ faults }: Pick<Script, 'faults'>): string => faults.join(', ') || 'kills alone';
