import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../command/command.ts';
import { drawPickup } from '../../../proof/bench/plot/draw-pickup.ts';
import { finding, report } from './sample-report.ts';

const measured = () =>
  finding({
    name: 'pickup',
    table: {
      columns: ['first job, s', '95 %', 'in a busy minute, s', '95 %', 'dollars a month', 'with its queues'],
      rows: [
        { name: 'pollEvery 5', cells: [3.8, 6, 1.2, 2.1, 1.07, 1.86] },
        { name: 'plain poller, 1 s', cells: [0.7, 1.2, 0.7, 1.2, 3.07, 3.07] },
        { name: 'pollEvery 5, local services', cells: [4.6, 6.5, 2.3, 2.7, 1.07, 1.86] },
      ],
    },
  });

describe('the plot of cost over delay', () => {
  it('has a point with its name for every way of polling on the injected clock, and the machine', async () => {
    const svg = await drawPickup(report(measured()));

    const texts = [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text]) => text);
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(2);
    expect(texts).toEqual(expect.arrayContaining(['pollEvery 5', 'plain poller, 1 s', 'this worker']));
    expect(texts).not.toContain('pollEvery 5, local services');
    expect(texts).toContain('2026-11-25, Node 24.0.0, linux x64, 2 × Example CPU');
  });

  it('cannot be drawn of other measurements', async () => {
    const drawing = drawPickup(report(finding()));

    await expect(drawing).rejects.toThrow(UsageError);
    await expect(drawing).rejects.toThrow('npm run bench -- --only pickup --json FILE measures them');
  });
});
