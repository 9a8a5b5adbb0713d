import { MIN_FRAGMENT } from '../../model/redaction/fragments.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';

/**
 * Actions often hand their external id on, as the continuation token or in it, and an id that is published is not a secret.
 * The rest of the token stays hidden. A short id may be in a token by chance, so it is not cut out.
 */
export function showPublished(redactor: Redactor, token: string, externalExecutionId: string | undefined): void {
  if (externalExecutionId === undefined || !token.includes(externalExecutionId)) return;
  if (externalExecutionId !== token && externalExecutionId.length < MIN_FRAGMENT) return;
  redactor.forget(token);
  for (const piece of token.split(externalExecutionId)) redactor.add(piece);
}
