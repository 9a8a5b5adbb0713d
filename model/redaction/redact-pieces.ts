import { StringDecoder } from 'node:string_decoder';

/** Text beyond this is handed on without waiting, up to the end of a line if there is one. */
const MAX_HELD = 64 * 1024;
/** At least this number of its characters wait for what comes: a secret may have begun in them. */
const MIN_WAITING = 8 * 1024;

interface RedactedPieces {
  /** Returns what has to be shown now: nothing, except when too much is held. */
  take(piece: string | Uint8Array): string;
  /** Returns the lines that have ended. */
  lines(): string;
  /** Returns everything that is held back. */
  end(): string;
}

/**
 * Takes text that comes in pieces and holds it back until it can be redacted as one, so that a secret which is split over two pieces
 * or lies on two lines is found.
 */
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
      return held.length > MAX_HELD ? give(cutOutsideSecrets(held, redact)) : '';
    },
    lines() {
      const ended = held.lastIndexOf('\n') + 1;
      return give(isOutsideSecrets(ended, held, redact) ? ended : 0);
    },
    end() {
      held += decoder.end();
      return give(held.length);
    },
  };
}

/** A cut is outside of every secret if both sides, redacted separately, give the same as the whole. */
function isOutsideSecrets(cut: number, text: string, redact: (text: string) => string): boolean {
  if (cut === 0 || cut === text.length) return true;
  return redact(text.slice(0, cut)) + redact(text.slice(cut)) === redact(text);
}

function cutOutsideSecrets(text: string, redact: (text: string) => string): number {
  for (let waiting = MIN_WAITING; waiting < text.length; waiting *= 2) {
    const latest = text.length - waiting;
    const cut = text.lastIndexOf('\n', latest - 1) + 1 || latest;
    if (isOutsideSecrets(cut, text, redact)) return cut;
  }
  return text.length;
}
