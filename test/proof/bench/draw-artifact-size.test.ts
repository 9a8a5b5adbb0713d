import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../command/command.ts';
import { drawArtifactSize } from '../../../proof/bench/plot/draw-artifact-size.ts';
import { finding, report, sizes } from './sample-report.ts';

/** What can be read in it. */
const textsOf = (svg: string) => [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text]) => text);

describe('the plot of memory and time over artifact size', () => {
  it('has both tools, the goal, the units and the machine, on a white ground', async () => {
    const svg = await drawArtifactSize(report(sizes()));

    expect(svg).toMatch(/<rect[^>]* fill="white"/);
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining([
        ...['this worker', 'zipper', 'goal: at most 256 MiB', '10 MiB', '5 GiB'],
        ...['peak memory of the process, MiB', 'time, seconds (logarithmic)'],
        '2026-11-25, Node 24.0.0, linux x64, 2 × Example CPU',
      ]),
    );
  });

  it('has a point in each panel for every figure', async () => {
    const svg = await drawArtifactSize(report(sizes()));

    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(2 * sizes().figures.length);
  });

  it('says so when small corpora were measured', async () => {
    const svg = await drawArtifactSize({ ...report(sizes()), quick: true });

    expect(textsOf(svg).join()).toContain('a trial whose figures say nothing');
  });

  it('cannot be drawn of other measurements', async () => {
    const drawing = drawArtifactSize(report(finding()));

    await expect(drawing).rejects.toThrow(UsageError);
    await expect(drawing).rejects.toThrow('npm run bench -- --only artifact-size --json FILE measures them');
  });
});
