/** What moves a cursor, ends a line or turns the direction of a text, and is not seen itself. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A path is chosen by whoever made the artifact: it must not become markup, or show as another path. */
export const escapeMarkdown = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\\`*_{}[\]()#+!|<>&~$]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);

/** The same JSON in characters that are seen; strings are the only place where others can stand. */
export const escapeJson = (json: string): string =>
  json.replace(UNSEEN, (character) => [...Array(character.length).keys()].map((at) => unit(character, at)).join(''));

const unit = (character: string, at: number) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
