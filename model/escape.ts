/**
 * Control and format characters, and halves of surrogate pairs: a terminal obeys some of them, others turn the text
 * around them or hide it. The Arabic number signs among the format characters are seen as they are.
 */
const UNPRINTABLE = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]]/gv;

/** Zero width non-joiner and joiner: between two letters or two emoji they are spelling. */
const JOINERS = /(?<=[\p{L}\p{M}\p{Emoji_Presentation}\p{Extended_Pictographic}])[\u200c\u200d]$/u;
const JOINED = /^[\p{L}\p{Emoji_Presentation}\p{Extended_Pictographic}]/u;

/** In characters; a longer name is cut. */
const MAX_QUOTE = 200;

/**
 * Text from outside on one line: every character that a terminal, a page or a reader could be misled by is written as
 * `\u001b`. Escaping twice changes nothing more, and JSON stays the same JSON.
 *
 * @example
 * const heading = (title: string) => `# ${escapeLine(title)}`;
 */
export const escapeLine = (text: string) => text.replace(UNPRINTABLE, escapeUnlessJoining);

/**
 * The same as `escapeLine` for text of several lines: `\n` and `\r\n` stay ends of lines.
 *
 * @example
 * const answer = await publicFetch(job, job.configuration.ServiceUrl);
 * return failed('JobFailed', `The service answered:\n${escapeText(await answer.text())}`);
 */
export const escapeText = (text: string) => text.split(/\r?\n/).map(escapeLine).join('\n');

/**
 * A name from outside as it can safely stand in a message: in quotation marks, escaped, cut when it is long.
 *
 * @example
 * const missing = (path: string) => failed('JobFailed', `The artifact has no ${quote(path)}.`);
 */
export function quote(name: string): string {
  const shown = name.length > MAX_QUOTE ? `${name.slice(0, MAX_QUOTE)}…` : name;
  return escapeLine(JSON.stringify(shown));
}

function escapeUnlessJoining(character: string, at: number, text: string): string {
  // An emoji before the joiner takes two units, and a skin tone behind the emoji two more.
  const joins = JOINERS.test(text.slice(Math.max(0, at - 4), at + 1)) && JOINED.test(text.slice(at + 1, at + 3));
  return joins ? character : escapeUnits(character);
}

const escapeUnits = (character: string) =>
  Array.from({ length: character.length }, (_, at) => {
    const unit = character.charCodeAt(at).toString(16);
    return `\\u${unit.padStart(4, '0')}`;
  }).join('');
