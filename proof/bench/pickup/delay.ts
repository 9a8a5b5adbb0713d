/** How long jobs waited, in seconds: half of them at most the one, 95 of 100 at most the other. */
export interface Delay {
  median: number;
  tail: number;
}

const [MEDIAN, TAIL] = [0.5, 0.95];

/** @param milliseconds That each of the jobs waited. */
export function delayOf(milliseconds: readonly number[]): Delay {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN) / 1000;
  return { median: at(MEDIAN), tail: at(TAIL) };
}

/** As a table shows it. */
export const cellsOf = ({ median, tail }: Delay): number[] => [median, tail].map((value) => Number(value.toFixed(1)));
