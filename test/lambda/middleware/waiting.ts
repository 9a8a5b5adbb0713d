import { continues, type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import type { Integration } from '../../../model/integration.ts';
import type { FaultPlan } from '../../memory/faults.ts';
import { createWorld, type ProbeJob, type World } from './world.ts';

export const HOUR = 3_600_000;

interface WaitOptions {
  integration: Integration;
  /** Milliseconds. */
  wait?: number;
}

/** A queued job of an action whose first round lets the second one wait. */
export async function prepareWait({ integration, wait = 8 * HOUR }: WaitOptions) {
  const world = createWorld({ jobTimeout: 48 * 3600, integration });
  const first = world.addJob({ outputArtifacts: [], pipeline: { actionExecutionId: 'execution-1' } });
  const startedAt: number[] = [];
  const moment = { notBefore: 0 };
  const act = async (job: ProbeJob): Promise<Outcome> => {
    startedAt.push(world.clock.now());
    if (job.continuationToken !== undefined) return succeeded({ summary: 'the wait is over' });
    moment.notBefore = world.clock.now() + wait;
    return continues('run-17', { notBefore: new Date(moment.notBefore) });
  };
  await world.poll();
  return { world, act, startedAt, first, moment };
}

/** The same, with its second round queued. */
export async function startWait(options: WaitOptions) {
  const { world, act, startedAt, first, moment } = await prepareWait(options);
  await world.deliver(world.worker(act));
  await world.clock.advance(31_000);
  await world.poll();
  const jobId = world.codePipeline.job(first).continuedAs ?? '';
  return { world, jobId, act, startedAt, notBefore: moment.notBefore };
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
