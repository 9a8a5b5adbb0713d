import { expect, it } from 'vitest';
import { succeeded } from '../../../lambda/index.ts';
import type { Workplace } from '../../../lambda/job/workplace.ts';
import { createWorkerAt } from '../../../lambda/worker.ts';
import { workHere } from '../../../lambda/workplace/work-here.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld } from './world.ts';

captureLogLines();

it('tells the workplace what the job is of while the job is still on offer', async () => {
  const world = createWorld();
  const jobId = world.addJob();
  await world.poll();
  const told: unknown[] = [];
  const ports = world.workerPorts(async () => succeeded());
  const open = (): Workplace => ({
    ...workHere(ports),
    prepare: ({ inputArtifacts }) => told.push(world.codePipeline.job(jobId).status, inputArtifacts[0]?.name),
  });

  await world.deliver(createWorkerAt(ports, open));

  expect(told).toEqual(['Dispatched', 'Source']);
});
