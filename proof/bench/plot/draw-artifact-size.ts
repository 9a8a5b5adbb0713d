import { UsageError } from '../../../command/command.ts';
import type { BenchReport } from '../report.ts';
import { plotOf, type SizePoint } from './artifact-size-plot.ts';
import { describeOrigin, draw } from './draw.ts';

const FINDING = 'artifact-size';
const MIB = 1024 ** 2;

/** Memory and time over the size of the artifact, as SVG. @throws UsageError when the report has no such figures. */
export async function drawArtifactSize(report: BenchReport): Promise<string> {
  const points = pointsOf(report);
  if (points.length === 0)
    throw new UsageError(
      `There are no figures of ${FINDING}: npm run bench -- --only ${FINDING} --json FILE measures them.`,
    );
  return draw(plotOf(points, describeOrigin(report)));
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
