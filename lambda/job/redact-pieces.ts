import { StringDecoder } from 'node:string_decoder';

/** A line that is longer is handed on in parts. */
const MAX_HELD = 64 * 1024;
/** Of such a part, at least so many characters wait for the next one: a secret may have begun in them. */
const MIN_WAITING = 8 * 1024;

/** Text that comes in pieces, redacted line by line, so that a secret which is split over two of them is found. */
export interface RedactedPieces {
  /** Gives what can be shown by now: nothing of a line that has not ended, unless it is very long. */
  take(piece: string | Uint8Array): string;
  /** Gives what was held back. */
  end(): string;
}

export function redactPieces(redact: (text: string) => string): RedactedPieces {
  const decoder = new StringDecoder();
  let held = '';
  const give = (length: number) => {
    const given = redact(held.slice(0, length));
    held = held.slice(length);
    return given;
  };
  return {
    take(piece) {
      held += typeof piece === 'string' ? decoder.end() + piece : decoder.write(Buffer.from(piece));
      const ended = held.lastIndexOf('\n') + 1;
      if (held.length - ended > MAX_HELD) return give(cutOutsideSecrets(held, redact));
      // A secret may go on behind the end of its line; then the lines wait together.
      return give(isOutsideSecrets(ended, held, redact) ? ended : 0);
    },
    end() {
      held += decoder.end();
      return give(held.length);
    },
  };
}

/** A cut lies outside of every secret where both sides, redacted apart, give what the whole gives. */
function isOutsideSecrets(cut: number, text: string, redact: (text: string) => string): boolean {
  if (cut === 0 || cut === text.length) return true;
  return redact(text.slice(0, cut)) + redact(text.slice(cut)) === redact(text);
}

function cutOutsideSecrets(text: string, redact: (text: string) => string): number {
  for (let waiting = MIN_WAITING; waiting < text.length; waiting *= 2) {
    const cut = text.length - waiting;
    if (isOutsideSecrets(cut, text, redact)) return cut;
  }
  return text.length;
}
