import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ordinaryCast, type Role } from '../../local/chaos/cast.ts';
import { findOtherRelease } from '../../local/chaos/other-release.ts';
import { threadEnds } from '../../local/chaos/rehearsal/die.ts';
import { rehearse } from '../../local/chaos/rehearse.ts';
import { timingFor } from '../../local/chaos/timing.ts';
import { timeLimit } from '../time-limit.ts';
import { withStage } from './rehearsal-stage.ts';

const stage = withStage();

it('starts no round before its moment, whoever dies meanwhile, and messages come twice', {
  timeout: timeLimit(180_000),
}, async () => {
  const cast = Array.from(
    { length: 4 },
    (_, index): Role => ({
      ...{ index, name: 'waits', configuration: { Rounds: '2 every 5000' }, hasOutput: false },
      ...{ expected: { kind: 'succeeded', rounds: 2 }, mostKills: 2, mostKillsOfLastWord: 1 },
    }),
  );

  const { violations, kills, runs } = await rehearse(
    { faults: ['sqs-twice'], cast, kills: 'everywhere', seed: 11 },
    { ...stage(), covered: new Set() },
  );

  expect(violations).toEqual([]);
  expect(kills.length).toBeGreaterThan(0);
  expect(runs.completed).toBeGreaterThanOrEqual(8);
});

it('finishes on either release what the other began, when they take turns', {
  timeout: timeLimit(180_000),
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'other-release-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(dirname(stage().made.bundles.worker.folder), folder, { recursive: true });

  const { violations, runs, runsElsewhere } = await rehearse(
    { faults: [], cast: ordinaryCast(6, 1), kills: 'everywhere', seed: 5 },
    { ...stage(), covered: new Set(), others: findOtherRelease(folder) },
  );

  expect(violations).toEqual([]);
  expect(runsElsewhere).toBeGreaterThan(0);
  expect(runsElsewhere).toBeLessThan(runs.started);
});

// Long enough to fill the memory, and over before the third lease of a worker that hangs.
const timing = { ...timingFor(6), timeoutSeconds: 12 };

it('ends a job whose workers always die in a result that the customer can read', {
  timeout: timeLimit(180_000),
}, async () => {
  const role: Role = {
    ...{ index: 0, name: 'kill', configuration: { Die: 'kill' }, hasOutput: true },
    ...{ expected: { kind: 'given-up' }, mostKills: 0, mostKillsOfLastWord: 0 },
  };

  const { courses, deaths, violations } = await rehearse(
    { faults: [], cast: [role], kills: 'nowhere', seed: 1 },
    { ...stage(), timing },
  );

  expect(violations).toEqual([]);
  expect(deaths).toContainEqual(expect.stringMatching(/signal: killed$/));
  expect(courses[0]?.rounds[0]?.failureDetails).toEqual({
    type: 'SystemUnavailable',
    message: expect.stringMatching(/^Job .* was given up: 3 attempts ended without a result\. Run the action again;/),
  });
});

it('ends a job whose action ends or blocks its own thread at the first attempt, while the worker lives on', {
  timeout: timeLimit(180_000),
}, async () => {
  const unexpected =
    'The action failed unexpectedly. Its provider can find the cause in its logs under job ID {jobId}.';
  const messages: Record<(typeof threadEnds)[number], string> = {
    exit: unexpected,
    'unhandled-rejection': unexpected,
    'out-of-memory':
      'The action used up the memory of its worker. Its provider can give it more with the property workerMemory.',
    'endless-loop': 'The action did not finish within {seconds} seconds, the time its worker has for one job.',
  };
  const cast = threadEnds.map(
    (way, index): Role => ({
      ...{ index, name: way, configuration: { Die: way }, hasOutput: true },
      ...{ expected: { kind: 'failed', message: messages[way] }, mostKills: 0, mostKillsOfLastWord: 0 },
    }),
  );

  const { courses, deaths, violations } = await rehearse(
    { faults: [], cast, kills: 'nowhere', seed: 1 },
    { ...stage(), timing, workers: threadEnds.length },
  );

  expect(violations).toEqual([]);
  expect(deaths).toEqual([]);
  expect(courses).toHaveLength(threadEnds.length);
});
