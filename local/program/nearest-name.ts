/** Two typing errors; with more, it is another name. */
const MAX_SLIPS = 2;

/** The name that somebody meant who wrote another: one that differs in its case alone, or in few characters. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const lower = written.toLowerCase();
  const [nearest] = names
    .map((name) => ({ name, slips: countSlips(lower, name.toLowerCase()) }))
    .filter(({ name, slips }) => slips <= MAX_SLIPS && slips < name.length)
    .toSorted((a, b) => a.slips - b.slips);
  return nearest?.name;
}

/** The least number of characters that must be put in, left out or changed (Levenshtein's distance). */
function countSlips(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1];
    for (let index = 1; index <= to.length; index++) {
      const change = (row[index - 1] ?? 0) + (to[index - 1] === letter ? 0 : 1);
      next.push(Math.min(change, (row[index] ?? 0) + 1, (next[index - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
