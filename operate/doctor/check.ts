import { Refusal } from '../../command/command.ts';
import { sentenceOn } from '../../command/explain-error.ts';
import { adviceOn } from '../stacks/explain-place.ts';

/** The result of one check of a deployment. */
export interface CheckResult {
  readonly check: string;
  readonly result: 'ok' | 'warning' | 'fault';
  readonly says: string;
  /** What to do, unless the result is ok. */
  readonly todo?: string;
}

/** One check of a deployment. An error that it throws is a fault. */
export interface Check {
  readonly name: string;
  look(): Promise<Omit<CheckResult, 'check'>>;
}

export const ok = (says: string): Omit<CheckResult, 'check'> => ({ result: 'ok', says });
export const warning = (says: string, todo: string): Omit<CheckResult, 'check'> => ({ result: 'warning', says, todo });
export const fault = (says: string, todo: string): Omit<CheckResult, 'check'> => ({ result: 'fault', says, todo });

/** Makes the checks side by side, so that none waits for another. */
export const lookAll = (checks: readonly Check[]): Promise<CheckResult[]> =>
  Promise.all(
    checks.map(async ({ name, look }) => {
      try {
        return { check: name, ...(await look()) };
      } catch (error) {
        const advice = adviceOn(error).trim() || 'Try again; if it stays so, that is what AWS says.';
        const says = error instanceof Refusal ? error.message : sentenceOn(error);
        return { check: name, ...fault(says, advice) };
      }
    }),
  );
