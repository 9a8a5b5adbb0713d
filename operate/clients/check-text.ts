import { UsageError } from '../../command/command.ts';

const MAX_LENGTH = 256;
/** Control and format characters, and what ends a line. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * What is wrong with a text for people: a label, a reason, a name. It begins with a letter or a digit, so that no
 * spreadsheet takes it for a formula. The sentence does not show it, for somebody may have put a token in its place.
 */
export function wrongText(name: string, text: string): string | undefined {
  const wrong =
    text.length > MAX_LENGTH
      ? `has ${text.length} characters: at most ${MAX_LENGTH} are allowed`
      : HIDDEN.test(text)
        ? 'has a character that cannot be seen, or more than one line'
        : text !== '' && !/^[\p{L}\p{N}]/u.test(text)
          ? 'must begin with a letter or a digit'
          : undefined;
  return wrong && `${name} ${wrong}`;
}

/** Checks a client ID or a client token from the command line. @throws UsageError */
export function checkText(name: string, text: string | undefined): string | undefined {
  const wrong = text === undefined ? undefined : wrongText(name, text);
  if (wrong !== undefined) throw new UsageError(`${wrong}.`);
  return text;
}

/** Who changes something: as they say, or else as the login of their environment does. */
export function readAuthor(given: string | undefined, environment: Readonly<Record<string, string | undefined>>) {
  if (given !== undefined) return checkText('--by', given);
  const login = environment['USER'] ?? environment['LOGNAME'] ?? environment['USERNAME'] ?? '';
  return login === '' || wrongText('', login) !== undefined ? undefined : login;
}
