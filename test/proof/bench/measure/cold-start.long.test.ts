import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCorpora } from '../../../../proof/bench/corpus/corpora.ts';
import { coldStart } from '../../../../proof/bench/measure/cold-start.ts';
import { timeLimit } from '../../../time-limit.ts';

describe('the measurement of cold starts', () => {
  it(
    'starts each function and its bare handler, which make the same calls, and tells what each took',
    async () => {
      const scratch = await mkdtemp(join(tmpdir(), 'bench-test-'));
      onTestFinished(() => rm(scratch, { recursive: true }));
      const tell = () => {};
      const corpora = openCorpora(scratch, true, tell);

      // It rejects when calls differ or a job does not end as it should.
      const { figures, table, goals } = await coldStart.measure({ runs: 1, quick: true, corpora, scratch, tell });

      const names = ['poller', 'bare poller', 'worker', 'bare worker', 'last-word', 'bare last-word'];
      expect(figures.map(({ name, ratio }) => [name, ratio !== undefined])).toEqual(
        names.map((name) => [name, name.startsWith('bare')]),
      );
      expect(table?.rows.map(({ name }) => name)).toEqual(names);
      for (const { cells } of table?.rows ?? []) {
        const [bytes, ready, imported, call, warm] = cells.map((cell) =>
          typeof cell === 'number' ? cell : cell.median,
        );
        expect(bytes).toBeGreaterThan(100_000);
        expect(ready).toBeGreaterThan(imported ?? Number.NaN);
        expect(Math.min(imported ?? 0, call ?? 0, warm ?? 0)).toBeGreaterThan(0);
      }
      expect(goals).toMatchObject([{ reached: true }]);
    },
    timeLimit(240_000),
  );
});
