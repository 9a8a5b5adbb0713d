import type { ExitCode } from '../../command/command.ts';
import { isStarved, type Slowness } from './machine.ts';

/** `inconclusive`: only such things went wrong as go wrong on a busy machine, and this machine was too busy. */
export type Verdict = 'right' | 'violated' | 'inconclusive';

/** The violations, in sentences. */
export interface Violations {
  /** Violations that no slowness explains: a wrong result, a secret that is seen. */
  lasting: readonly string[];
  /** Violations that a process may cause that could not run in time: a lease that ran out, a job that was given up. */
  ofTime: readonly string[];
}

export function verdictOn({ lasting, ofTime }: Violations, slowness: Slowness, leaseSeconds: number): Verdict {
  if (lasting.length > 0) return 'violated';
  if (ofTime.length === 0) return 'right';
  return isStarved(slowness, leaseSeconds) ? 'inconclusive' : 'violated';
}

/** The worst of some verdicts. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('violated')) return 'violated';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'right';
}

/** The exit code of the process; 2 is for a wrong command line. */
export const exitCodeOf: Readonly<Record<Verdict, ExitCode>> = { right: 0, violated: 1, inconclusive: 3 };
