import { dirname } from 'node:path';
import { callOf } from './call.ts';

/** The parts of an error of the SDK or of Node that tell what happened. */
interface ServiceError extends Error {
  code?: string;
  syscall?: string;
  path?: string;
  $metadata?: { httpStatusCode?: number };
}

/**
 * One line on an error that no command expected. Only the first line of its message is shown: after a wrong signature,
 * services send back the whole request that they expected, with the session token.
 */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return 'Something that is not an error was thrown.';
  const { name, message, code, $metadata }: ServiceError = error;
  if (code === 'ECONNREFUSED') {
    return `Nothing answers where the service should be (ECONNREFUSED). For a local one, is \`${callOf('start')}\` running?`;
  }
  const unwritable = explainNoTemporaryFolder(error);
  if (unwritable !== undefined) return unwritable;
  const firstLine = message.split('\n')[0] ?? '';
  return $metadata?.httpStatusCode === undefined ? `${name}: ${firstLine}` : `AWS answered ${name}: ${firstLine}`;
}

/** The same as a whole sentence, which others may follow. */
export const sentenceOn = (error: unknown): string => endSentence(explainError(error));

/** A text that ends as a sentence does. */
export const endSentence = (text: string): string => text.replace(/(?<![.?!])$/, '.');

/** Everything about an error, for a developer of this code: use it only where no secret of a customer can be in it. */
export const explainFully = (error: unknown): string =>
  error instanceof Error ? (explainNoTemporaryFolder(error) ?? error.stack ?? error.message) : explainError(error);

/** The place is the user's, and so is the remedy: a stack would tell neither. */
function explainNoTemporaryFolder({ code, syscall, path }: ServiceError): string | undefined {
  if (syscall !== 'mkdtemp' || path === undefined) return undefined;
  return `No folder for temporary files can be made in ${dirname(path)} (${code}): the variable TMPDIR, TEMP on Windows, names another place.`;
}
