import type { Span } from './story.ts';

/** A wait takes at most this share of the width, however long it was, so that the work can be seen. */
const MAX_WAIT = 0.22;

/** Where moments lie between 0 and 1. */
export interface Scale {
  at(moment: number): number;
  /** Waits that are drawn shorter than they were: from where to where. */
  folded: { from: number; to: number; milliseconds: number }[];
}

/** A scale over all spans on which waits are folded where they would leave no room for anything else. */
export function createScale(spans: readonly Span[], now: number): Scale {
  const endOf = (span: Span) => span.to ?? now;
  const bounds = [...new Set(spans.flatMap((span) => [span.from, endOf(span)]))].sort((a, b) => a - b);
  const pieces = bounds.slice(1).map((to, index) => {
    const from = bounds[index] ?? to;
    const busy = spans.some((span) => span.tone !== 'wait' && span.from < to && endOf(span) > from);
    return { from, to, busy, length: to - from };
  });
  const busy = pieces.reduce((sum, piece) => sum + (piece.busy ? piece.length : 0), 0);
  // As long as there was nothing but waiting, nothing is folded.
  const most = busy > 0 ? (busy * MAX_WAIT) / (1 - MAX_WAIT) : Number.POSITIVE_INFINITY;
  const drawn = pieces.map((piece) => ({ ...piece, drawn: piece.busy ? piece.length : Math.min(piece.length, most) }));
  const whole = drawn.reduce((sum, piece) => sum + piece.drawn, 0) || 1;
  let done = 0;
  const placed = drawn.map((piece) => {
    const start = done / whole;
    done += piece.drawn;
    return { ...piece, start, end: done / whole };
  });
  return {
    at(moment) {
      const piece = placed.find(({ to }) => moment <= to) ?? placed.at(-1);
      if (piece === undefined || piece.length === 0) return 0;
      const share = Math.min(1, Math.max(0, (moment - piece.from) / piece.length));
      return piece.start + share * (piece.end - piece.start);
    },
    folded: placed
      .filter((piece) => piece.drawn < piece.length)
      .map(({ start, end, length }) => ({ from: start, to: end, milliseconds: length })),
  };
}
