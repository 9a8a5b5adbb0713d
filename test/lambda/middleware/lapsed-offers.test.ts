import { expect, it } from 'vitest';
import type { FaultPlan } from '../../memory/faults.ts';
import { captureLogLines } from './log-lines.ts';
import { copyArtifact, createWorld, type World } from './world.ts';

captureLogLines();

/** Offers last 10 seconds and come again after 30; messages wait so many seconds for a worker. */
async function playMinutes(world: World, minutes: number, messageWaits: (minute: number) => number, plan?: FaultPlan) {
  let runs = 0;
  const worker = world.worker(async (job) => {
    runs += 1;
    return copyArtifact(job);
  }, plan);
  for (let minute = 0; minute < minutes; minute++) {
    const startsAt = world.clock.now();
    await world.poll();
    await world.clock.advance(messageWaits(minute) * 1000);
    while ((await world.deliver(worker)) !== 'none');
    await world.clock.advance(startsAt + 60_000 - world.clock.now());
  }
  return () => runs;
}

it('a job whose offer lapsed before its worker came is done a minute later, once', async () => {
  const world = createWorld({ nonceLapsesAfter: 10 });
  const jobId = world.addJob();

  const runs = await playMinutes(world, 2, (minute) => (minute === 0 ? 11 : 1));

  expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  expect(runs()).toBe(1);
  expect(world.ledger.entry(jobId)).toMatchObject({ phase: 'reported', losses: undefined });
});

it('a job whose offers lapse time and again is tried ever more rarely, says so, and is done once', async () => {
  const world = createWorld({ nonceLapsesAfter: 10, jobTimeout: 12 * 3600 });
  const jobId = world.addJob();

  const runs = await playMinutes(world, 60, (minute) => (minute < 50 ? 11 : 1));

  const minutesLost = world.ledger.history
    .filter(({ phase }) => phase === 'lost')
    .map(({ changedAt }) => Math.floor((changedAt - world.codePipeline.job(jobId).queuedAt) / 60_000));
  expect(minutesLost.slice(0, 12)).toEqual([0, 1, 2, 3, 4, 5, 7, 10, 16, 22, 28, 34]);
  expect(world.pollerLines.filter(({ message }) => message === 'OffersLapsed').length).toBeGreaterThan(5);
  expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  expect(runs()).toBe(1);
});

it('a job that another partner took is not lost a second time', async () => {
  const world = createWorld({ nonceLapsesAfter: 10 });
  const jobId = world.addJob();
  await world.poll();
  world.codePipeline.acknowledgeElsewhere(jobId);

  const runs = await playMinutes(world, 10, () => 1);

  expect(world.ledger.history.filter(({ phase }) => phase === 'lost')).toHaveLength(1);
  expect(world.codePipeline.job(jobId).status).toBe('InProgress');
  expect(runs()).toBe(0);
});

/** The first acknowledge is without an answer. */
const losing = (fault: 'request-lost' | 'answer-lost'): FaultPlan => {
  let acknowledged = 0;
  return (call) => (call === 'jobs.acknowledge' && acknowledged++ === 0 ? fault : 'none');
};

it('a job whose acknowledge never arrived, and whose offer lapsed then, is not run before it is offered again', async () => {
  const world = createWorld({ nonceLapsesAfter: 10 });
  const jobId = world.addJob();

  const runs = await playMinutes(world, 3, (minute) => (minute === 0 ? 9.9 : 1), losing('request-lost'));

  expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  expect(runs()).toBe(1);
  expect(world.ledger.history.filter(({ phase }) => phase === 'reported')).toHaveLength(1);
});

it('a job whose acknowledge was taken without an answer is run once nobody was offered it again', async () => {
  const world = createWorld({ nonceLapsesAfter: 10 });
  const jobId = world.addJob();

  const runs = await playMinutes(world, 4, () => 1, losing('answer-lost'));

  expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  expect(runs()).toBe(1);
  const [asked, ran] = ['claiming', 'running'].map((phase) => world.ledger.history.find((one) => one.phase === phase));
  expect((ran?.changedAt ?? 0) - (asked?.changedAt ?? 0)).toBeGreaterThanOrEqual(90_000);
});
