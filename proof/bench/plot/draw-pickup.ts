import { UsageError } from '../../../command/command.ts';
import type { BenchReport } from '../report.ts';
import { describeOrigin, draw } from './draw.ts';
import { type PickupPoint, pickupPlotOf } from './pickup-plot.ts';

const FINDING = 'pickup';

/** What an idle month costs over how long a job waits, as SVG. @throws UsageError when the report has no such figures. */
export async function drawPickup(report: BenchReport): Promise<string> {
  const points = report.findings
    .filter(({ name }) => name === FINDING)
    .flatMap(({ table }) => table?.rows.flatMap(pointOf) ?? []);
  if (points.length > 0) return draw(pickupPlotOf(points, describeOrigin(report)));
  throw new UsageError(
    `There are no figures of ${FINDING}: npm run bench -- --only ${FINDING} --json FILE measures them.`,
  );
}

/** Those on the injected clock: they differ by nothing but how is polled. */
function pointOf({ name, cells }: { name: string; cells: readonly unknown[] }): PickupPoint[] {
  const [median, tail, , , , dollars] = cells.map(Number);
  if (name.endsWith('local services') || median === undefined || tail === undefined || dollars === undefined) return [];
  return [
    {
      name,
      worker: name.startsWith('plain') ? 'plain poller on the cheapest machine' : 'this worker',
      median,
      tail,
      dollars,
    },
  ];
}
