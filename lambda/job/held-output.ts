import { redactPieces } from '../../model/redaction/redact-pieces.ts';

/** How long a line waits for the next one, and the beginning of a line for its end, in milliseconds. */
const LINE_WAIT = 50;
const BEGINNING_WAIT = 1_000;

/** What a program prints, held back for a moment so that it is redacted as a whole. */
export interface HeldOutput {
  take(piece: string | Uint8Array): void;
  /** Shows the lines that are held back, so that they come before what is shown now. */
  showLines(): void;
  showAll(): void;
}

/** @param show Is given what is redacted, a piece at a time; most pieces are whole lines. */
export function holdOutput(redact: (text: string) => string, show: (text: string) => void): HeldOutput {
  const pieces = redactPieces(redact);
  const timers = new Map<() => string, NodeJS.Timeout>();
  const showSome = (text: string) => {
    if (text !== '') show(text);
  };
  const showNow = (give: () => string) => {
    clearTimeout(timers.get(give));
    timers.delete(give);
    showSome(give());
  };
  const showSoon = (give: () => string, wait: number) => {
    if (!timers.has(give)) timers.set(give, setTimeout(showNow, wait, give).unref());
  };
  return {
    take(piece) {
      showSoon(pieces.lines, LINE_WAIT);
      showSoon(pieces.end, BEGINNING_WAIT);
      showSome(pieces.take(piece));
    },
    showLines: () => showNow(pieces.lines),
    showAll: () => showNow(pieces.end),
  };
}
