import type { ExitCode } from '../../command/command.ts';
import { isStarved, type Slowness } from './machine.ts';

/** `inconclusive`: what went wrong is what goes wrong on a machine that is too busy, and this one was. */
export type Verdict = 'right' | 'violated' | 'inconclusive';

/** What is wrong, in sentences. */
export interface Findings {
  /** That no slowness explains: a wrong result, a secret that is seen. */
  lasting: readonly string[];
  /** That may come of processes which did not get to run in time: a lease that ran out, a job that was given up. */
  ofTime: readonly string[];
}

export function verdictOn({ lasting, ofTime }: Findings, slowness: Slowness, leaseSeconds: number): Verdict {
  if (lasting.length > 0) return 'violated';
  if (ofTime.length === 0) return 'right';
  return isStarved(slowness, leaseSeconds) ? 'inconclusive' : 'violated';
}

/** The worst of some verdicts. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('violated')) return 'violated';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'right';
}

/** Of the process; 2 is for a command line that cannot be followed. */
export const exitCodeOf: Readonly<Record<Verdict, ExitCode>> = { right: 0, violated: 1, inconclusive: 3 };
