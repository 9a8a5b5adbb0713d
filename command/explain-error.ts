import { callOf } from './call.ts';

/** The parts of an error of the SDK or of Node that tell what happened. */
interface ServiceError extends Error {
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

/**
 * One line on an error that no command foresaw. Only its first line: after a wrong signature, services send back the
 * whole request that they expected, session token included.
 */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return 'Something that is not an error was thrown.';
  const { name, message, code, $metadata }: ServiceError = error;
  if (code === 'ECONNREFUSED') {
    return `Nothing answers where the service should be (ECONNREFUSED). For a local one, is \`${callOf('start')}\` running?`;
  }
  const firstLine = message.split('\n')[0] ?? '';
  return $metadata?.httpStatusCode === undefined ? `${name}: ${firstLine}` : `AWS answered ${name}: ${firstLine}`;
}

/** All that is known of an error, for whoever works on this code: only where no secret of a customer is near. */
export const explainFully = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : explainError(error);
