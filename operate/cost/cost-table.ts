import { markdownLines, tableLines } from '../../command/text.ts';
import { type CostLine, dollarsOf, sumAfterFreeUnits, sumOf } from './cost.ts';
import type { PollingCost } from './polling-cost.ts';
import { prices, pricesOf } from './prices.ts';

/** Every line with its formula, a sum of each group, and the sum with and without what AWS gives for free. */
export function costTable(title: string, lines: readonly CostLine[]): string {
  const sum = (name: string, dollars: number) => [`  ${name}`, money(dollars), ''];
  const rows = [
    ...groupsOf(lines).flatMap(([group, some]) => [
      sum(group, sumOf(some)),
      ...some.map((line) => [`    ${line.item}`, money(dollarsOf(line)), formulaOf(line)]),
    ]),
    ...sumsOf(lines).map(([name, dollars]) => sum(name, dollars)),
  ];
  return [title, ...tableLines(rows, isDollars), ''].join('\n');
}

/** The same as a table in Markdown, for a page of documentation. */
export function costMarkdown(title: string, lines: readonly CostLine[]): string {
  const sum = (name: string, dollars: number) => [`**${name}**`, `**${money(dollars)}**`, ''];
  const rows = [
    [title, 'list price', 'how it comes about'],
    ...groupsOf(lines).flatMap(([group, some]) => [
      sum(group, sumOf(some)),
      ...some.map((line) => [line.item, money(dollarsOf(line)), formulaOf(line)]),
    ]),
    ...sumsOf(lines).map(([name, dollars]) => sum(name, dollars)),
  ];
  return [...markdownLines(rows, isDollars), ''].join('\n');
}

const isDollars = (column: number) => column === 1;

const POLLING_HEADING = [
  'pollEvery, in seconds',
  'polls',
  'worker',
  'empty receives',
  'both',
  'both, after the free units of the account',
];

/** What an idle month costs with other intervals between polls, one row for each. */
export function pollingTable(costs: readonly PollingCost[], isMarkdown: boolean): string {
  const rows = costs.map(({ pollEvery, polls, worker, emptyReceives, afterFreeUnits }) => [
    String(pollEvery),
    String(polls),
    ...[worker, emptyReceives, worker + emptyReceives, afterFreeUnits].map(money),
  ]);
  const layout = isMarkdown ? markdownLines : tableLines;
  return [...layout([POLLING_HEADING, ...rows], () => true), ''].join('\n');
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

const groupsOf = (lines: readonly CostLine[]) => [...Map.groupBy(lines, ({ group }) => group)];

function sumsOf(lines: readonly CostLine[]): [name: string, dollars: number][] {
  const ours = lines.filter(({ group }) => group !== "on the customer's bill");
  return [
    ['all, at list price', sumOf(ours)],
    ['all, after the free units of the account', sumAfterFreeUnits(ours)],
  ];
}

function formulaOf({ formula, price }: CostLine): string {
  const { dollars, unit } = prices[price];
  return `${formula} × $${plain(dollars)} per ${unit}`;
}

const money = (dollars: number) => `$${dollars.toFixed(4)}`;

/** Never in the form 4e-7. */
const plain = (dollars: number) => dollars.toFixed(10).replace(/\.?0+$/, '');
