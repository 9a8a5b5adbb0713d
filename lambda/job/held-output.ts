import { redactPieces } from '../../model/redaction/redact-pieces.ts';

/** How long a line waits for the next one, in milliseconds: a secret may be on both, and a busy machine may delay the next. */
const LINE_WAIT = 250;

/**
 * What a program prints, held back so that it is redacted as a whole. A line is held for a moment. The beginning of a line is
 * held until the line ends or `showAll` is called, because a busy machine may delay the second half of a secret for any time.
 */
export interface HeldOutput {
  take(piece: string | Uint8Array): void;
  /** Shows the lines that are held back, so that they come before what is printed next. */
  showLines(): void;
  showAll(): void;
}

/** @param show Is given the redacted text, a piece at a time; most pieces are whole lines. */
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
