/** The middle of some values, and how far they reach. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

/** @throws RangeError when there is no value. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const half = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  if (least === undefined || most === undefined || low === undefined || high === undefined) {
    throw new RangeError('A spread needs at least one value');
  }
  return { median: (low + high) / 2, least, most };
}

/** The spread of what each pair gives. Pairs were taken one right after the other, so what slows the machine slows both. */
export const spreadOfRatios = (dividends: readonly number[], divisors: readonly number[]): Spread =>
  spread(dividends.map((dividend, index) => dividend / (divisors[index] ?? Number.NaN)));
