import { MIN_FRAGMENT } from '../../model/redaction/fragments.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';

/**
 * Actions often hand their external id on, as the continuation token or within it, and one that is published is no secret.
 * What is around it stays hidden. A short id is no piece of a token that is hidden by itself, and may be in it by chance.
 */
export function showPublished(redactor: Redactor, token: string, externalExecutionId: string | undefined): void {
  if (externalExecutionId === undefined || !token.includes(externalExecutionId)) return;
  if (externalExecutionId !== token && externalExecutionId.length < MIN_FRAGMENT) return;
  redactor.forget(token);
  for (const piece of token.split(externalExecutionId)) redactor.add(piece);
}
