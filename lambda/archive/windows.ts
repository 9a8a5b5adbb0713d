import type { SourceRanges } from './source-ranges.ts';

/** Windows requested ahead of the one in use, while reading goes forward. */
const MAX_AHEAD = 2;

const NOTHING = Buffer.alloc(0);

/** A stretch of a source, read in large windows; reading forward asks for each window once and ahead of its use. */
export interface Windows {
  /**
   * These bytes, which must lie in the stretch; a view into a window when one holds them all, and at once when that is
   * the window in use.
   */
  read(offset: number, length: number): Buffer | Promise<Buffer>;
  /** The same bytes when the window in use holds all of them. */
  atHand(offset: number, length: number): Buffer | undefined;
  /** The same bytes in views of at most `pieceBytes`. */
  pieces(offset: number, length: number, pieceBytes: number): AsyncGenerator<Buffer>;
}

/** Opens the stretch from `start` to `end`. Three windows are held, those that were used last, whatever its length. */
export function openWindows(ranges: SourceRanges, start: number, end: number): Windows {
  const { windowBytes } = ranges;
  /** The window that was used last comes last. */
  const held = new Map<number, Promise<Buffer>>();
  let current = -1;
  let ahead = 0;
  /** The window in use, once it has come. */
  let here: Buffer | undefined;

  const request = (index: number): Promise<Buffer> => {
    const at = start + index * windowBytes;
    const window = held.get(index) ?? ranges.read(at, Math.min(windowBytes, end - at));
    // The reader that awaits the window gets the error; the next reader asks for the window again.
    window.catch(() => held.delete(index));
    held.delete(index);
    held.set(index, window);
    for (const oldest of held.keys()) if (held.size > 1 + MAX_AHEAD) held.delete(oldest);
    return window;
  };
  const moveTo = (index: number): Promise<Buffer> => {
    const known = index === current ? held.get(index) : undefined;
    if (known !== undefined) return known;
    ahead = index === current + 1 ? Math.min(ahead + 1, MAX_AHEAD) : 0;
    [current, here] = [index, undefined];
    const window = request(index);
    for (let next = index + 1; next <= index + ahead && start + next * windowBytes < end; next++) void request(next);
    return window;
  };
  /** From the offset to the end of its window, at most `length` bytes. */
  const view = async (offset: number, length: number): Promise<Buffer> => {
    const index = Math.floor((offset - start) / windowBytes);
    const at = offset - start - index * windowBytes;
    const window = await moveTo(index);
    if (index === current) here = window;
    return window.subarray(at, at + length);
  };
  const atHand = (offset: number, length: number): Buffer | undefined => {
    const at = offset - start - current * windowBytes;
    return here !== undefined && at >= 0 && at + length <= here.length ? here.subarray(at, at + length) : undefined;
  };
  const gather = async (offset: number, length: number): Promise<Buffer> => {
    const first = await view(offset, length);
    if (first.length === length) return first;
    const parts = [first];
    for await (const part of pieces(offset + first.length, length - first.length, length)) parts.push(part);
    return Buffer.concat(parts);
  };

  async function* pieces(offset: number, length: number, pieceBytes: number): AsyncGenerator<Buffer> {
    for (let done = 0; done < length; ) {
      const piece = await view(offset + done, Math.min(pieceBytes, length - done));
      yield piece;
      done += piece.length;
    }
  }
  return {
    pieces,
    atHand,
    read: (offset, length) => (length === 0 ? NOTHING : (atHand(offset, length) ?? gather(offset, length))),
  };
}
