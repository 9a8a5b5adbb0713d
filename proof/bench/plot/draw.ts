import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { type BenchReport, describeMachine } from '../report.ts';

/** A plot as SVG. */
export async function draw(plot: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(plot).spec), { renderer: 'none' });
  return await view.toSVG().finally(() => view.finalize());
}

/** When and on what figures were measured. */
export const describeOrigin = ({ date, machine, quick }: BenchReport): string =>
  `${date.slice(0, 10)}, ${describeMachine(machine)}${quick ? '; a trial whose figures say nothing' : ''}`;
