import type { Outcome } from '../../../lambda/action/outcome.ts';
import type { Integration } from '../../../model/integration.ts';
import type { FaultPlan } from '../../memory/faults.ts';
import { deliver } from './deliver.ts';
import type { Pillar } from './pillars.ts';
import { violationsOf } from './violations.ts';
import { copyArtifact, createWorld, type ProbeJob, REPORT_KEY, type World } from './world.ts';

/** Longer than a lease, so that a worker has to renew it. */
const WORK_SECONDS = 600;
/** How often somebody looks into the queues: first while the disturbed worker may be at work, then after every lease. */
const ROUNDS = [...Array<number>(15).fill(60), 901, 901, 901, 901];

/** A job whose first worker was disturbed at one call, after everybody else did what there was left to do. */
interface Disturbed {
  world: World;
  jobId: string;
  /** Undefined when the first worker made fewer calls than that, so that nothing was disturbed. */
  call: string | undefined;
}

interface Disturbance {
  /** Disturbs the call with this number, counted from 1, and notes all calls. */
  plan(number: number): FaultPlan & { calls: string[] };
  /** What happens to the job before its worker gets its message. */
  before?(world: World, jobId: string): void;
  without?: Pillar | undefined;
  integration?: Integration;
}

/** Plays the road of one job over and over, disturbing one call after the other; the last time none. */
export async function* disturbEachCall({ plan, before, ...options }: Disturbance): AsyncGenerator<Disturbed> {
  for (let number = 1; ; number++) {
    const world = createWorld({ jobTimeout: 24 * 3600, ...options });
    const jobId = world.addJob();
    await world.poll();
    before?.(world, jobId);
    const disturbed = plan(number);
    const first = deliver(world.queue, world.worker(copySlowly(world), disturbed), world.clock);
    await workOn(world, jobId);
    await first;
    const call = disturbed.calls[number - 1];
    yield { world, jobId, call };
    if (call === undefined) return;
  }
}

/** Other workers, the last word and the poller, for as long as there can be anything to do. */
async function workOn(world: World, jobId: string): Promise<void> {
  const worker = world.worker(copySlowly(world));
  const lastWord = world.lastWord();
  for (const seconds of ROUNDS) {
    await world.clock.advance(seconds * 1000);
    if (world.codePipeline.job(jobId).status === 'Dispatched') await world.poll();
    while ((await world.deliver(worker)) !== 'none');
    while ((await world.deliverDeadLetter(lastWord)) !== 'none');
  }
}

const copySlowly =
  (world: World) =>
  async (job: ProbeJob): Promise<Outcome> => {
    await world.clock.sleep(WORK_SECONDS * 1000, job.signal);
    return copyArtifact(job);
  };

/** What is wrong with a job that is to succeed, whatever befell one of its workers. */
export function violationsOfSuccess({ world, jobId }: Disturbed): string[] {
  const violations = violationsOf(world, jobId);
  const { status, result } = world.codePipeline.job(jobId);
  if (status !== 'Succeeded') violations.push(`the job is ${status} with ${JSON.stringify(result)}`);
  if (world.objects.get(REPORT_KEY)?.size !== 1) violations.push('the output artifact is not whole');
  return violations;
}
