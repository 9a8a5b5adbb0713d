import fc from 'fast-check';
import { succeeded } from '../../../lambda/action/outcome.ts';
import { type CallFate, createGates, type Gates } from '../../memory/gates.ts';
import { deliver } from './deliver.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** One thing that happens: a process starts, a call of a running one goes on, or time passes. */
type Step =
  | { what: 'poller starts' }
  | { what: 'worker starts' }
  | { what: 'a call goes on'; which: number; fate: CallFate }
  | { what: 'seconds pass'; seconds: number }
  | { what: 'another partner takes a job'; which: number };

const starts: fc.Arbitrary<Step>[] = [fc.constant({ what: 'poller starts' }), fc.constant({ what: 'worker starts' })];
const goesOn = (...fates: CallFate[]): fc.Arbitrary<Step> =>
  fc.record({ what: fc.constant('a call goes on'), which: fc.nat(7), fate: fc.constantFrom(...fates) });
const passes: fc.Arbitrary<Step> = fc.record({
  what: fc.constant('seconds pass'),
  seconds: fc.constantFrom(1, 31, 121, 301, 901),
});
const takes: fc.Arbitrary<Step> = fc.record({ what: fc.constant('another partner takes a job'), which: fc.nat(1) });

const historyOf = (...weighted: { weight: number; arbitrary: fc.Arbitrary<Step> }[]): fc.Arbitrary<Step[]> =>
  fc.array(fc.oneof(...weighted), { minLength: 20, maxLength: 120, size: 'max' });

/** Calls meet faults and processes die. */
export const disturbedHistory = historyOf(
  { weight: 2, arbitrary: fc.oneof(...starts) },
  { weight: 8, arbitrary: goesOn('none') },
  { weight: 2, arbitrary: goesOn('request-lost', 'answer-lost', 'death') },
  { weight: 1, arbitrary: passes },
);

/** Another partner's worker takes jobs too. */
export const contestedHistory = historyOf(
  { weight: 2, arbitrary: fc.oneof(...starts) },
  { weight: 8, arbitrary: goesOn('none') },
  { weight: 1, arbitrary: takes },
);

/** Two jobs, what happens to them, and then ten undisturbed rounds in which everything comes to rest. */
export async function play(history: readonly Step[], options: Pick<WorldOptions, 'without' | 'integration'> = {}) {
  const world = createWorld({ jobTimeout: 365 * 24 * 3600, ...options });
  const jobIds = [world.addJob({ outputArtifacts: [] }), world.addJob({ outputArtifacts: [] })];
  const elsewhere = new Set<string>();
  const gates = createGates(world.clock.now);
  const running: Promise<unknown>[] = [];
  let runs = 0;
  const nextRun = () => succeeded({ summary: `run ${++runs}` });

  for (const step of history) {
    if (step.what === 'poller starts') running.push(world.poll(gates.enter()).catch(() => 0));
    if (step.what === 'worker starts') running.push(startWorker(world, gates, nextRun));
    if (step.what === 'a call goes on') gates.release(step.which, step.fate);
    if (step.what === 'another partner takes a job') takeElsewhere(world, jobIds[step.which], elsewhere);
    await pass(world, step.what === 'seconds pass' ? step.seconds : 0, options.integration === 'custom');
  }

  gates.open();
  await world.clock.finish(Promise.all(running));
  for (let round = 0; round < 10; round++) {
    await world.clock.advance(901_000);
    await world.poll();
    const worker = world.worker(async () => nextRun());
    while ((await world.deliver(worker)) !== 'none');
    while ((await world.deliverDeadLetter(world.lastWord())) !== 'none');
  }
  return { world, jobIds, elsewhere };
}

/**
 * A minute at a time, with a poll after each where the offers alone tell what became of an acknowledge: the nonce of a custom
 * action's job comes with a poll only, and the schedule polls every minute.
 */
async function pass(world: World, seconds: number, isPolled: boolean): Promise<void> {
  if (!isPolled) return await world.clock.advance(seconds * 1000);
  for (let left = seconds; left >= 0; left -= 60) {
    await world.clock.advance(Math.min(left, 60) * 1000);
    if (left >= 60) await world.poll();
  }
}

function startWorker(world: World, gates: Gates, nextRun: () => ReturnType<typeof succeeded>): Promise<unknown> {
  const plan = gates.enter();
  const run = async () => {
    const outcome = nextRun();
    await plan('the work itself');
    return outcome;
  };
  return deliver(world.queue, world.worker(run, plan), world.clock);
}

function takeElsewhere(world: World, jobId: string | undefined, elsewhere: Set<string>): void {
  if (jobId === undefined || world.codePipeline.job(jobId).status !== 'Dispatched') return;
  world.codePipeline.acknowledgeElsewhere(jobId);
  elsewhere.add(jobId);
}
