import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integrations } from '../../../model/integration.ts';
import { isAll } from '../../few.ts';
import { timeLimit } from '../../time-limit.ts';
import { contestedHistory, disturbedHistory, play } from './histories.ts';
import { captureLogLines } from './log-lines.ts';
import { violationsOf } from './violations.ts';

captureLogLines();

const HISTORIES = isAll ? 400 : 50;

/** They are long computations, on a busy machine above all. */
const LONG = { timeout: timeLimit(120_000) };

describe.each(integrations)(
  'two workers, a poller and time, in any order, with jobs of a %s action',
  LONG,
  (integration) => {
    it('bring every job to one result, which is the one that the ledger says was decided', async () => {
      await fc.assert(
        fc.asyncProperty(disturbedHistory, async (history) => {
          const { world, jobIds } = await play(history, { integration });

          expect(jobIds.flatMap((jobId) => violationsOf(world, jobId))).toEqual([]);
        }),
        { numRuns: HISTORIES },
      );
    });

    it('never report a job that another partner acknowledged', async () => {
      await fc.assert(
        fc.asyncProperty(contestedHistory, async (history) => {
          const { world, jobIds, elsewhere } = await play(history, { integration });

          const statuses = jobIds.map((jobId) => [elsewhere.has(jobId), world.codePipeline.job(jobId).status]);
          expect(statuses.every(([isElsewhere, status]) => status === (isElsewhere ? 'InProgress' : 'Succeeded'))).toBe(
            true,
          );
        }),
        { numRuns: HISTORIES },
      );
    });
  },
);
