import { expect, it } from 'vitest';
import { type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import { captureLogLines } from './log-lines.ts';
import { violationsOf } from './violations.ts';
import { createWorld } from './world.ts';

captureLogLines();

/** A job done by a worker that runs its action so many times and reports once. */
async function playRunning(times: number) {
  const world = createWorld();
  const jobId = world.addJob({ outputArtifacts: [] });
  await world.poll();
  const ports = world.workerPorts(async () => succeeded());
  const actions = ports.actions.map((action) => ({
    ...action,
    async run(...values: Parameters<typeof action.run>): Promise<Outcome> {
      for (let done = 1; done < times; done++) await action.run(...values);
      return action.run(...values);
    },
  }));
  await world.deliver(world.workerWith({ ...ports, actions }));
  return { world, jobId };
}

it('sees an action that is run twice, though CodePipeline and the ledger have one result', async () => {
  const { world, jobId } = await playRunning(2);

  expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  expect(world.ledger.entry(jobId).phase).toBe('reported');
  expect(violationsOf(world, jobId)).toEqual([`job ${jobId}: its action was completed 2 times, right is once`]);
});

it('has nothing to say of an action that is run once', async () => {
  const { world, jobId } = await playRunning(1);

  expect(violationsOf(world, jobId)).toEqual([]);
});
