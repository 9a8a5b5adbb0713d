import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { UsageError } from '../../../command/command.ts';
import { type BenchReport, describeMachine } from '../report.ts';
import { plotOf, type SizePoint } from './artifact-size-plot.ts';

const FINDING = 'artifact-size';
const MIB = 1024 ** 2;

/** Memory and time over the size of the artifact, as SVG. @throws UsageError when the report has no such figures. */
export async function drawArtifactSize(report: BenchReport): Promise<string> {
  const points = pointsOf(report);
  if (points.length === 0)
    throw new UsageError(
      `There are no figures of ${FINDING}: npm run bench -- --only ${FINDING} --json FILE measures them.`,
    );
  const measuredOn = `${report.date.slice(0, 10)}, ${describeMachine(report.machine)}`;
  const { spec } = compile(
    plotOf(points, report.quick ? `${measuredOn}; a trial whose figures say nothing` : measuredOn),
  );
  const view = new View(parse(spec), { renderer: 'none' });
  return await view.toSVG().finally(() => view.finalize());
}

const pointsOf = ({ findings }: BenchReport): SizePoint[] =>
  findings
    .filter(({ name }) => name === FINDING)
    .flatMap(({ figures }) => figures)
    .flatMap(({ artifact, peakMib, seconds: { median, least, most } }) =>
      artifact === undefined || peakMib === undefined
        ? []
        : [{ tool: artifact.tool, mib: artifact.bytes / MIB, peakMib, seconds: median, least, most }],
    );
