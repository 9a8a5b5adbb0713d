/** A shared run of this many characters is a piece of the secret and not an accident. */
export const MIN_FRAGMENT = 16;
/** Of every run of MIN_FRAGMENT characters, one whole block starts at a multiple of this, so every such block is looked up. */
const BLOCK = 8;
/** How many of the places with one hash are compared: more are alike only in secrets that repeat themselves. */
const MAX_PLACES = 64;
/** Separates two forms and ends a match: no Unicode text contains it. */
const BORDER = '\uffff';

export type Report = (start: number, end: number) => void;

/** Finds every piece of at least MIN_FRAGMENT characters that a text shares with one of the forms. */
export function createFragmentFinder(forms: readonly string[]): (text: string, report: Report) => void {
  const pool = ['', ...forms, ''].join(BORDER);
  const bits = Math.max(8, 33 - Math.clz32(pool.length));
  // Chains of places with the same hash: the newest, and the one before each. 0 ends a chain, since a border is there.
  const newest = new Uint32Array(1 << bits);
  const before = new Uint32Array(pool.length);
  const slotOf = (text: string, at: number) => hashBlock(text, at) >>> (32 - bits);
  for (let at = 1; at + BLOCK < pool.length; at++) {
    // For a run of one character, its first block is enough.
    if (pool[at - 1] === pool[at] && pool.startsWith(pool.slice(at - 1, at - 1 + BLOCK), at)) continue;
    const slot = slotOf(pool, at);
    before[at] = newest[slot] ?? 0;
    newest[slot] = at;
  }

  return (text, report) => {
    for (let at = 0; at + BLOCK <= text.length; ) {
      let start = at;
      let end = at;
      let place = newest[slotOf(text, at)] ?? 0;
      for (let tried = 0; place !== 0 && tried < MAX_PLACES; tried++, place = before[place] ?? 0) {
        // A place adds nothing when the piece there is not longer in either direction than the one that was found.
        const goesOn = text[end] === pool[place + end - at] || text[start - 1] === pool[place + start - at - 1];
        if (!goesOn) continue;
        const length = sharedAfter(text, at, pool, place);
        const from = at - sharedBefore(text, at, pool, place);
        if (length < BLOCK || at + length - from < MIN_FRAGMENT) continue;
        start = Math.min(start, from);
        end = Math.max(end, at + length);
      }
      if (end > at) report(start, end);
      at = Math.max(at + BLOCK, end - BLOCK + 1);
    }
  };
}

function hashBlock(text: string, at: number): number {
  let hash = 0;
  for (let index = at; index < at + BLOCK; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x9e3779b1);
  return hash;
}

function sharedAfter(text: string, at: number, pool: string, place: number): number {
  let length = 0;
  while (at + length < text.length && text.charCodeAt(at + length) === pool.charCodeAt(place + length)) length++;
  return length;
}

function sharedBefore(text: string, at: number, pool: string, place: number): number {
  let length = 0;
  while (length < at && text.charCodeAt(at - length - 1) === pool.charCodeAt(place - length - 1)) length++;
  return length;
}
