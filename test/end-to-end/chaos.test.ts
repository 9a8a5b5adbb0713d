import { expect, it } from 'vitest';
import { fullCast, type Role } from '../../local/chaos/cast.ts';
import { rehearse } from '../../local/chaos/rehearse.ts';
import { isAll } from '../few.ts';
import { timeLimit } from '../time-limit.ts';
import { withStage } from './rehearsal-stage.ts';

const stage = withStage();
const JOBS = isAll ? 12 : 6;

it('loses no job, does none twice and reports none wrongly, whenever processes are killed and answers lost', {
  timeout: timeLimit(180_000),
}, async () => {
  const cast = fullCast(JOBS, 1).map((role) => ({ ...role, mostKillsOfLastWord: 1 }));

  const { violations, kills, runs, strikes } = await rehearse(
    { faults: ['drop-response'], cast, kills: 'everywhere', seed: 7 },
    stage(),
  );

  expect(violations).toEqual([]);
  expect(kills.length).toBeGreaterThan(JOBS - 2);
  expect(runs.completed).toBeGreaterThan(JOBS - 2);
  expect(runs.cutShort).toBeGreaterThan(0);
  expect(strikes).toBeGreaterThan(0);
});

it('notices an action that is run twice', { timeout: timeLimit(60_000) }, async () => {
  const twice: Role = {
    ...{ index: 0, name: 'runs twice', configuration: { Runs: '2' }, hasOutput: false },
    ...{ expected: { kind: 'succeeded', rounds: 1 }, mostKills: 0, mostKillsOfLastWord: 0 },
  };

  const { violations, runs } = await rehearse({ faults: [], cast: [twice], kills: 'nowhere', seed: 1 }, stage());

  expect(violations).toEqual([expect.stringMatching(/^job .*: its action was completed 2 times, right is once$/)]);
  expect(runs).toEqual({ started: 2, completed: 2, cutShort: 0 });
});
