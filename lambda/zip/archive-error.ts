/** A broken, hostile or oversized archive. The message is a sentence for the customer and names the entry, if it is about one. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  /** The path of the entry at fault; undefined when the archive as a whole is. */
  readonly entry: string | undefined;

  /** @param problem What is wrong, as the rest of a sentence that starts with the archive or the entry. */
  constructor(problem: string, entry?: string, options?: ErrorOptions) {
    super(
      entry === undefined ? `The archive ${problem}.` : `Entry ${quote(entry)} of the archive ${problem}.`,
      options,
    );
    this.entry = entry;
  }
}

const LONGEST_QUOTE = 200;

/** A name as it can safely stand in a message: control characters escaped, cut when long. */
export function quote(name: string): string {
  const shown = name.length > LONGEST_QUOTE ? `${name.slice(0, LONGEST_QUOTE)}…` : name;
  return JSON.stringify(shown).replace(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, escapeCharacter);
}

const escapeCharacter = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
