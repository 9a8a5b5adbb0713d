import { CUSTOMER_SENTENCE } from '../../model/customer-sentence.ts';
import { quote } from '../../model/escape.ts';

/** A broken, hostile or oversized archive. The message is a sentence for the customer and names the entry, if it is about one. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly [CUSTOMER_SENTENCE] = true;
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
