import { continues, type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import type { Integration } from '../../../model/integration.ts';
import type { FaultPlan } from '../../memory/faults.ts';
import { createWorld, type ProbeJob, type World } from './world.ts';

export const HOUR = 3_600_000;

/** An action whose first round lets the second one wait for so long, in milliseconds. */
export async function startWait({ integration, wait = 8 * HOUR }: { integration: Integration; wait?: number }) {
  const world = createWorld({ jobTimeout: 48 * 3600, integration });
  const first = world.addJob({ outputArtifacts: [], pipeline: { actionExecutionId: 'execution-1' } });
  const startedAt: number[] = [];
  let notBefore = 0;
  const act = async (job: ProbeJob): Promise<Outcome> => {
    startedAt.push(world.clock.now());
    if (job.continuationToken !== undefined) return succeeded({ summary: 'the wait is over' });
    notBefore = world.clock.now() + wait;
    return continues('run-17', { notBefore: new Date(notBefore) });
  };
  await world.poll();
  await world.deliver(world.worker(act));
  await world.clock.advance(31_000);
  await world.poll();
  const jobId = world.codePipeline.job(first).continuedAs ?? '';
  return { world, jobId, act, startedAt, notBefore };
}

export type Wait = Awaited<ReturnType<typeof startWait>>;

/**
 * Lets time pass by minutes in which the poller and the workers look for work. Gives the number of invocations.
 * @param plan Of the first worker, which another one takes the place of when it has died.
 */
export async function passTime({ world, act }: Pick<Wait, 'world' | 'act'>, milliseconds: number, plan?: FaultPlan) {
  let invocations = 0;
  let worker = world.worker(act, plan);
  const work = async () => {
    for (let fate = await world.deliver(worker); fate !== 'none'; fate = await world.deliver(worker)) {
      invocations += 1;
      if (fate === 'crashed') worker = world.worker(act);
    }
  };
  for (let left = milliseconds; left >= 0; left -= 60_000) {
    await work();
    await world.clock.advance(Math.min(60_000, left));
    await world.poll();
  }
  await work();
  return invocations;
}

/** What the ledger was told of the phases of a job, each once in a row. */
export const phasesOf = ({ ledger }: World, jobId: string) =>
  ledger.history
    .filter((entry) => entry.jobId === jobId)
    .map(({ phase }) => phase)
    .filter((phase, at, all) => phase !== all[at - 1]);
