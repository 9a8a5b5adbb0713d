import { redactPieces } from '../../model/redaction/redact-pieces.ts';

/** How long a line waits for the next one, in milliseconds: a secret may lie on both, and a busy machine may delay one. */
const LINE_WAIT = 250;

/**
 * What a program prints, held back so that it is redacted as a whole: a line for a moment, the beginning of a line until
 * it ends or `showAll` is called, because no moment is long enough for a secret whose second half a busy machine delays.
 */
export interface HeldOutput {
  take(piece: string | Uint8Array): void;
  /** Shows the lines that are held back, so that they come before what is shown now. */
  showLines(): void;
  showAll(): void;
}

/** @param show Is given what is redacted, a piece at a time; most pieces are whole lines. */
export function holdOutput(redact: (text: string) => string, show: (text: string) => void): HeldOutput {
  const pieces = redactPieces(redact);
  let timer: NodeJS.Timeout | undefined;
  const showNow = (text: string) => {
    if (text !== '') show(text);
  };
  const showLines = () => {
    clearTimeout(timer);
    timer = undefined;
    showNow(pieces.lines());
  };
  return {
    take(piece) {
      timer ??= setTimeout(showLines, LINE_WAIT).unref();
      showNow(pieces.take(piece));
    },
    showLines,
    showAll() {
      showLines();
      showNow(pieces.end());
    },
  };
}
