import { describe, expect, it } from 'vitest';
import { succeeded } from '../../../lambda/action/outcome.ts';
import type { Workplace } from '../../../lambda/job/workplace.ts';
import { createWorkerAt } from '../../../lambda/worker.ts';
import { workHere } from '../../../lambda/workplace/work-here.ts';
import type { FaultPlan } from '../../memory/faults.ts';
import { captureLogLines } from './log-lines.ts';
import { CLIENT_TOKEN, createWorld, withPlainConsole } from './world.ts';

captureLogLines();

/** What a worker does with the workplace that it opens for a job. */
async function work(prepare: (world: ReturnType<typeof createWorld>, jobId: string) => unknown, plan?: FaultPlan) {
  const world = createWorld();
  const jobId = world.addJob({ outputArtifacts: [] });
  await world.poll();
  await prepare(world, jobId);
  const did: string[] = [];
  const open = (): Workplace => {
    did.push('open');
    return {
      folder: '',
      perform: async () => {
        did.push('perform');
        return succeeded();
      },
      close: async () => void did.push('close'),
    };
  };
  const ports = world.workerPorts(async () => succeeded(), plan);
  const fate = await world.deliver(withPlainConsole(() => createWorkerAt(ports, open)));
  return { fate, did };
}

describe('the workplace of a job', () => {
  it('is closed after the action', async () => {
    expect(await work(() => {})).toEqual({ fate: 'deleted', did: ['open', 'perform', 'close'] });
  });

  it('is closed unused when the job is that of another worker', async () => {
    const takeAway = ({ codePipeline }: ReturnType<typeof createWorld>, jobId: string) =>
      codePipeline.acknowledge(jobId, codePipeline.job(jobId).details.nonce, CLIENT_TOKEN);

    expect(await work(takeAway)).toEqual({ fate: 'deleted', did: ['open', 'close'] });
  });

  it('is closed unused when the job cannot be claimed', async () => {
    const away: FaultPlan = (call) => (call === 'jobs.details' ? 'request-lost' : 'none');

    expect(await work(() => {}, away)).toEqual({ fate: 'kept', did: ['open', 'close'] });
  });

  it('is told what the job is of while the job is still on offer', async () => {
    const world = createWorld();
    const jobId = world.addJob();
    await world.poll();
    const told: unknown[] = [];
    const ports = world.workerPorts(async () => succeeded());
    const open = (): Workplace => ({
      ...workHere(ports),
      prepare: ({ inputArtifacts }) => told.push(world.codePipeline.job(jobId).status, inputArtifacts[0]?.name),
    });

    await world.deliver(withPlainConsole(() => createWorkerAt(ports, open)));

    expect(told).toEqual(['Dispatched', 'Source']);
  });
});
