import type { Redactor } from '../../model/redaction/redactor.ts';

/** Of actions that go on after their job: what they print still has to be redacted. */
const redactors = new Set<Redactor>();

/** Keeps the redactor for as long as the work goes on, whoever has stopped to wait for it. */
export function keepWhileAtWork(redactor: Redactor, work: Promise<unknown>): void {
  redactors.add(redactor);
  const drop = () => redactors.delete(redactor);
  work.then(drop, drop);
}

export const redactorsAtWork = (): ReadonlySet<Redactor> => redactors;
