/** A text as a reader may see it, with the place in the source that each of its characters stands for. */
export interface View {
  readonly text: string;
  /** Whether separate words are joined in it, so that a short value may be found by chance. */
  readonly joined: boolean;
  /** Where in the source the characters from `start` up to `end` begin and end. */
  sourceOf(start: number, end: number): [start: number, end: number];
}

/** JSON in JSON in a URL is three levels deep; logs do not hold anything deeper. */
const MAX_LEVELS = 4;

const ESCAPE =
  /(?:%[\da-f]{2})+|\\(?:u[\da-f]{4}|u\{[\da-f]{1,6}\}|x[\da-f]{2}|[^ux])|&(?:#\d{1,7}|#x[\da-f]{1,6}|amp|lt|gt|quot|apos);/gi;
const MAY_HOLD_ESCAPES = /[%\\&]/;
const LETTER_ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '0': '\0',
};
const NAMED_ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * What breaks a value into pieces: white space, invisible characters, a change of colour, the colons between bytes in hexadecimal,
 * and the quotes that `inspect` puts around lines, and with their names around letters.
 */
const GAP =
  /['"`]\s*[+,]\s*(?:['"`]?\d+['"`]?:\s*)?['"`]|\p{Cc}\[[\d;]*m|(?<=[\da-f]{2}):(?=[\da-f]{2})|[\s\u00ad\u200b-\u200d\u2060\ufeff]+/giu;
/** A gap inside a value shows as one of these; a blank between words is not worth a second look. */
const MAY_HOLD_GAPS = /[\r\n\u00ad\u200b-\u200d\u2060\ufeff]|\p{Cc}\[|(?:[\da-f]{2,4}[ :]){3}|['"`]\s*,\s*['"`]/iu;

/** The text itself and without the zeros of UTF-16, each level of it without escapes, and the last of these without gaps. */
export function* viewsOf(text: string): Generator<View> {
  let view: View = { text, joined: false, sourceOf: (start, end) => [start, end] };
  yield view;
  if (text.includes('\0')) {
    view = rewrite(view, /\0+/g, () => []);
    yield view;
  }
  for (let level = 0; level < MAX_LEVELS && MAY_HOLD_ESCAPES.test(view.text); level++) {
    const unescaped = rewrite(view, ESCAPE, unescapeOne);
    if (unescaped.text === view.text) break;
    view = unescaped;
    yield view;
  }
  if (MAY_HOLD_GAPS.test(view.text)) yield rewrite(view, GAP, () => [], true);
}

/** The value as it is in a view in which no escapes are left. */
export function unescapeFully(value: string): string {
  let text = value;
  for (let level = 0; level < MAX_LEVELS && MAY_HOLD_ESCAPES.test(text); level++) {
    text = text.replace(ESCAPE, (match) =>
      unescapeOne(match)
        .map(([character]) => character)
        .join(''),
    );
  }
  return text;
}

export const withoutGaps = (value: string) => value.replace(GAP, '');

/** The text that a part of a match becomes, and the length of that part. */
type Piece = [text: string, length: number];

/** Characters of a view, from `at` on, and the part of the view before it that they were copied from or stand for. */
interface Segment {
  at: number;
  from: number;
  to: number;
  copied: boolean;
}

function rewrite(view: View, pattern: RegExp, replace: (match: string) => Piece[], joined = false): View {
  const segments: Segment[] = [];
  let text = '';
  let done = 0;
  const add = (piece: string, length: number, copied: boolean) => {
    if (piece !== '') segments.push({ at: text.length, from: done, to: done + length, copied });
    text += piece;
    done += length;
  };
  const copyUpTo = (end: number) => add(view.text.slice(done, end), end - done, true);
  for (const { 0: match, index } of view.text.matchAll(pattern)) {
    copyUpTo(index);
    for (const [piece, length] of replace(match)) add(piece, length, false);
    done = index + match.length;
  }
  copyUpTo(view.text.length);

  const partOf = (index: number): [start: number, end: number] => {
    const { at, from, to, copied } = segmentAt(segments, index);
    return copied ? [from + index - at, from + index - at + 1] : [from, to];
  };
  return {
    text,
    joined,
    sourceOf: (start, end) => view.sourceOf(partOf(start)[0], partOf(end - 1)[1]),
  };
}

function segmentAt(segments: readonly Segment[], index: number): Segment {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((segments[middle]?.at ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return segments[low] ?? { at: 0, from: 0, to: 0, copied: true };
}

function unescapeOne(match: string): Piece[] {
  if (match.startsWith('%')) return unescapePercents(match);
  const body = match.slice(1);
  if (match.startsWith('&')) return [[unescapeEntity(body.slice(0, -1)), match.length]];
  if (/^[ux]/i.test(body) && body.length > 1) {
    return [[fromCode(Number.parseInt(body.replace(/[^\da-f]/gi, ''), 16)), match.length]];
  }
  return [[LETTER_ESCAPES[body] ?? body, match.length]];
}

/** One character in UTF-8, one character a byte; or a byte that belongs to none. */
const SEQUENCE = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|./gs;

/** Several in a row are the bytes of UTF-8. What is not UTF-8 must not shift the places of what follows. */
function unescapePercents(match: string): Piece[] {
  const bytes = Buffer.from(match.replaceAll('%', ''), 'hex').toString('latin1');
  return Array.from(bytes.matchAll(SEQUENCE), ([sequence]) => [
    Buffer.from(sequence, 'latin1').toString(),
    sequence.length * '%xx'.length,
  ]);
}

function unescapeEntity(body: string): string {
  if (!body.startsWith('#')) return NAMED_ENTITIES[body.toLowerCase()] ?? '';
  const isHex = /^#x/i.test(body);
  return fromCode(Number.parseInt(body.slice(isHex ? 2 : 1), isHex ? 16 : 10));
}

const fromCode = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
