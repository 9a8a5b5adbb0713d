import { describe, expect, it } from 'vitest';
import { printFinding } from '../../../proof/fuzz/print-finding.ts';
import { figure, finding } from '../bench/sample-report.ts';

const ratio = { median: 4.5, least: 4, most: 5 };

describe('a printed finding', () => {
  it('has a row for each figure, with a dash for what was not measured', () => {
    const figures = [figure('ours'), figure('zip', { ratio, megabytesPerSecond: undefined, peakMib: undefined })];

    const [, ...rows] = printFinding(finding({ figures }), false)
      .split('\n')
      .map((line) => line.trim().split(/\s{2,}/));

    expect(rows.slice(0, 2)).toEqual([
      ['ours', '50.0', '2.00', '1.50', '120'],
      ['zip', '–', '2.00', '1.50', '–', '4.50 (4.00–5.00)'],
    ]);
  });

  it('has a further table under columns of its own', () => {
    const table = {
      columns: ['bytes', 'import ms'],
      rows: [{ name: 'worker', cells: [600, { median: 65.6, least: 59.5, most: 80.2 }] }],
    };

    const rows = printFinding(finding({ table }), false)
      .split('\n')
      .map((line) => line.trim().split(/\s{2,}/));

    expect(rows.slice(0, 2)).toEqual([
      ['bytes', 'import ms'],
      ['worker', '600', '66 (60–80)'],
    ]);
  });

  it.each([
    [true, false, 'reached'],
    [false, false, 'MISSED'],
    [undefined, false, 'not judged'],
    [false, true, 'not judged'],
  ])('says of a goal that is %j, with --quick %j: %s', (reached, quick, verdict) => {
    const goals = [{ id: 'G5', goal: 'yazl ≥ 2 ×', measured: '1.90 ×', reached }];

    const printed = printFinding(finding({ goals }), quick);

    expect(printed).toBe(`  G5  yazl ≥ 2 ×: 1.90 ×, ${verdict}\n`);
  });
});
