import { type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import type { Fault, FaultPlan } from '../../memory/faults.ts';
import { deliver, type Lambda } from './deliver.ts';
import { createWorld, type ProbeJob, type World } from './world.ts';

/** The action works for so long, and remembers something half-way. */
const WORK_SECONDS = 60;
const STEP_SECONDS = 5;
const STEPS_A_POLL = 12;
/** Longer than any outage and all that has to follow it. */
const PATIENCE_SECONDS = 2 * 3600;

export type Service = 'ledger' | 'jobs' | 'clients' | 'queue';

/** When a service goes away for everybody: at one of the first worker's calls to it, or at a moment of its action. */
export type Moment =
  | { call: number; fault: Exclude<Fault, 'none'> }
  | 'in the middle of the action'
  | "at the action's return";

export interface Course {
  world: World;
  jobId: string;
  starts: number;
  completions: number;
  /** The call at which the service went away; undefined when the first worker made fewer calls to it. */
  struck: string | undefined;
}

/** The course of one job of which a service is away for so many seconds. */
export async function playOutage(service: Service, moment: Moment, seconds: number): Promise<Course> {
  const world = createWorld({ jobTimeout: 24 * 3600 });
  const { clock } = world;
  const jobId = world.addJob({ outputArtifacts: [] });
  const course: Course = { world, jobId, starts: 0, completions: 0, struck: undefined };
  let backAt: number | undefined;
  let calls = 0;
  const isAway = () => backAt !== undefined && clock.now() < backAt;
  const begin = () => {
    backAt ??= clock.now() + seconds * 1000;
  };
  const plan: FaultPlan = (call) => {
    if (!call.startsWith(`${service}.`)) return 'none';
    calls += 1;
    if (typeof moment === 'object' && calls === moment.call) {
      begin();
      course.struck = call;
      return moment.fault;
    }
    return isAway() ? 'request-lost' : 'none';
  };

  const act = async (job: ProbeJob): Promise<Outcome> => {
    course.starts += 1;
    await clock.sleep((WORK_SECONDS * 1000) / 2, job.signal);
    if (moment === 'in the middle of the action') begin();
    await job.remember('half', 'done');
    await clock.sleep((WORK_SECONDS * 1000) / 2, job.signal);
    job.signal.throwIfAborted();
    if (moment === "at the action's return") begin();
    course.completions += 1;
    return succeeded({ summary: 'done' });
  };
  await world.poll();
  await passTime(world, [world.worker(act, plan), world.lastWord(plan)], {
    isOver: () => !isAway() && world.queue.length + world.deadLetters.length === 0,
    plan,
    canReceive: () => service !== 'queue' || !isAway(),
  });
  return course;
}

interface Passing {
  isOver(): boolean;
  canReceive(): boolean;
  plan: FaultPlan;
}

/** Polls every minute and brings each visible message to a worker, or to the last word, as soon as it can be seen. */
async function passTime(world: World, [worker, lastWord]: [Lambda, Lambda], passing: Passing): Promise<void> {
  const { clock, queue, deadLetters } = world;
  for (let step = 0; step * STEP_SECONDS < PATIENCE_SECONDS && !passing.isOver(); step++) {
    if (step % STEPS_A_POLL === 0) await world.poll(passing.plan);
    if (passing.canReceive()) {
      void deliver(queue, worker, clock);
      void deliver(deadLetters, lastWord, clock, 60);
    }
    await clock.advance(STEP_SECONDS * 1000);
  }
}
