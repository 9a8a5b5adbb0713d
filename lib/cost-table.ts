import { type CostLine, dollarsOf, sumAfterFreeUnits, sumOf } from './cost.ts';
import { prices, pricesOf } from './prices.ts';

/** Every line with its formula, a sum of each group, and the sum with and without what AWS gives for free. */
export function costTable(title: string, lines: readonly CostLine[]): string {
  const ours = lines.filter(({ group }) => group !== "on the customer's bill");
  const groups = [...Map.groupBy(lines, ({ group }) => group)];
  return [
    title,
    ...groups.flatMap(([group, some]) => [`  ${group.padEnd(54)}${money(sumOf(lines, group))}`, ...some.map(row)]),
    `  ${'all, at list price'.padEnd(54)}${money(sumOf(ours))}`,
    `  ${'all, after the free units of the account'.padEnd(54)}${money(sumAfterFreeUnits(ours))}`,
    '',
  ].join('\n');
}

/** Where the prices come from, for the foot of a report. */
export function priceNotes(lines: readonly CostLine[]): string {
  const pages = new Set(lines.map(({ price }) => `https://aws.amazon.com/${prices[price].page}/`));
  return [
    `Prices are assumptions: list prices of ${pricesOf.region} as of ${pricesOf.year}, without tax, from`,
    ...[...pages].toSorted().map((page) => `  ${page}`),
    '',
  ].join('\n');
}

function row(line: CostLine): string {
  const { dollars, unit } = prices[line.price];
  return `    ${line.item.padEnd(36)}${money(dollarsOf(line)).padStart(14)}   ${line.formula} × $${plain(dollars)} per ${unit}`;
}

const money = (dollars: number) => `$${dollars.toFixed(4)}`.padStart(12);

/** Never in the form 4e-7. */
const plain = (dollars: number) => dollars.toFixed(10).replace(/\.?0+$/, '');
