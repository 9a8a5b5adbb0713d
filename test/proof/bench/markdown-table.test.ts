import { describe, expect, it } from 'vitest';
import { markdownTable } from '../../../proof/bench/markdown-table.ts';
import { figure, finding, report } from './sample-report.ts';

const ratio = { median: 4.5, least: 4, most: 5 };
const goal = { id: 'G1', goal: 'yauzl ≥ 5 ×', measured: '4.50 ×', reached: false };

const rowsOf = (table: string) => table.split('\n').filter((line) => line.startsWith('|'));

describe('the table of the figures', () => {
  it('has rows for each measurement: ours, how many times as fast it is, and what was asked for', () => {
    const figures = [figure('ours'), figure('yauzl', { ratio }), figure('unzip', { ratio })];
    const memory = { id: 'G1', goal: 'peak memory ≤ 150 MiB', measured: '120 MiB', reached: true };

    const [, , ...rows] = rowsOf(markdownTable(report(finding({ figures, goals: [goal, memory] }))));

    expect(rows).toEqual([
      '| G1 | **`read`**: read everything | 2.00 s, 50 MB/s, 120 MiB | |',
      '| | × as fast as yauzl | 4.50 (4.00–5.00) | ≥ 5 ×: **missed** |',
      '| | × as fast as unzip | 4.50 (4.00–5.00) | |',
      '| | | 120 MiB | peak memory ≤ 150 MiB: reached |',
    ]);
  });

  it('gives a goal to the one whose whole name it says', () => {
    const figures = [figure('ours'), figure('yauzl', { ratio }), figure('yauzl + yazl', { ratio })];
    const goals = [{ ...goal, goal: 'yauzl + yazl ≥ 3 ×', reached: true }];

    const [, , , ...rows] = rowsOf(markdownTable(report(finding({ figures, goals }))));

    expect(rows).toEqual([
      '| | × as fast as yauzl | 4.50 (4.00–5.00) | |',
      '| | × as fast as yauzl + yazl | 4.50 (4.00–5.00) | ≥ 3 ×: reached |',
    ]);
  });

  it('names what is ours where that is several things', () => {
    const figures = [figure('poller', { megabytesPerSecond: undefined }), figure('worker', { peakMib: undefined })];

    const [, , , ...rows] = rowsOf(markdownTable(report(finding({ figures }))));

    expect(rows).toEqual(['| | poller | 2.00 s, 120 MiB | |', '| | worker | 2.00 s, 50 MB/s | |']);
  });

  it('keeps a bar in a name from beginning another cell', () => {
    const figures = [figure('unzip -p | sha256sum', { ratio })];

    const [row] = rowsOf(markdownTable(report(finding({ figures })))).slice(-1);

    expect(row).toContain('unzip -p \\| sha256sum');
  });

  it('judges nothing that small corpora or a missing peer gave', () => {
    const findings = [finding({ goals: [{ ...goal, reached: undefined }] }), finding({ goals: [goal] })];

    const [unknown, small] = [report(...findings.slice(0, 1)), { ...report(...findings.slice(1)), quick: true }];

    expect([unknown, small].map(markdownTable)).toEqual(
      Array(2).fill(expect.stringMatching(/4\.50 × \| .*: not judged/)),
    );
  });

  it('has a table of its own for figures of another kind', () => {
    const rows = [{ name: 'worker', cells: [7, { median: 80.2, least: 75, most: 92 }] }];

    const table = markdownTable(report(finding({ name: 'start', table: { columns: ['calls', 'ms'], rows } })));

    expect(rowsOf(table).slice(-3)).toEqual([
      '| `start` | calls | ms |',
      '| --- | --- | --- |',
      '| worker | 7 | 80 (75–92) |',
    ]);
  });

  it('says when, on what and how to measure again', () => {
    const table = markdownTable(report(finding()));

    expect(table).toContain(
      '2026-11-25, Node 24.0.0, linux x64, 2 × Example CPU; 5 runs of each, median (least–most). ' +
        'Again with `npm run bench -- --runs 5`.',
    );
  });
});
