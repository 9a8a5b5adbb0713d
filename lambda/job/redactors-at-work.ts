import type { Redactor } from '../../model/redaction/redactor.ts';

/** The redactors of actions that go on after their job: what they print still has to be redacted. */
const redactors = new Set<Redactor>();

/** Keeps the redactor as long as the work goes on, even when nobody waits for the work any more. */
export function keepWhileAtWork(redactor: Redactor, work: Promise<unknown>): void {
  redactors.add(redactor);
  const drop = () => redactors.delete(redactor);
  work.then(drop, drop);
}

export const redactorsAtWork = (): ReadonlySet<Redactor> => redactors;
