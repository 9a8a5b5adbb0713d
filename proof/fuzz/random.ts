/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** One of some values. @throws RangeError when there is none. */
  pick<T>(values: readonly T[]): T;
}

/** The generator mulberry32. @param seed A whole number; its lowest 32 bits count. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick<T>(values: readonly T[]): T {
      if (values.length === 0) throw new RangeError('There is nothing to pick from');
      return values[below(values.length)] as T;
    },
  };
}
