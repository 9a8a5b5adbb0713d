import { Refusal } from '../../command/command.ts';
import { explainError } from '../../command/explain-error.ts';
import { adviceOn } from '../stacks/explain-place.ts';

/** What one look at a deployment came to. */
export interface Finding {
  readonly check: string;
  readonly result: 'ok' | 'warning' | 'fault';
  readonly says: string;
  /** What to do, unless all is well. */
  readonly todo?: string;
}

/** One look. What it throws is a fault. */
export interface Check {
  readonly name: string;
  look(): Promise<Omit<Finding, 'check'>>;
}

export const ok = (says: string): Omit<Finding, 'check'> => ({ result: 'ok', says });
export const warning = (says: string, todo: string): Omit<Finding, 'check'> => ({ result: 'warning', says, todo });
export const fault = (says: string, todo: string): Omit<Finding, 'check'> => ({ result: 'fault', says, todo });

/** Makes the checks side by side, so that none waits for another. */
export const lookAll = (checks: readonly Check[]): Promise<Finding[]> =>
  Promise.all(
    checks.map(async ({ name, look }) => {
      try {
        return { check: name, ...(await look()) };
      } catch (error) {
        const advice = adviceOn(error).trim() || 'Try again; if it stays so, that is what AWS says.';
        const says = error instanceof Refusal ? error.message : explainError(error).replace(/(?<![.?!])$/, '.');
        return { check: name, ...fault(says, advice) };
      }
    }),
  );
