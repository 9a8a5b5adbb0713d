import { describe, expect, it } from 'vitest';
import { type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import type { Ledger } from '../../../lambda/job/ports.ts';
import type { Workplace } from '../../../lambda/job/workplace.ts';
import { createWorkerAt } from '../../../lambda/worker.ts';
import { workHere } from '../../../lambda/workplace/work-here.ts';
import { deliver } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld, type ProbeJob } from './world.ts';

captureLogLines();

/** Longer than a lease and the invisibility of a message. */
const FROZEN_SECONDS = 130;

/** What a process can be frozen in: it makes no call then, and no answer reaches it. */
interface Freezing {
  begin(): void;
  /** Resolves once the process is not frozen. */
  over(): Promise<void>;
  end(): void;
}

function freezing(): Freezing {
  let thaw = Promise.withResolvers<void>();
  thaw.resolve();
  return {
    begin() {
      thaw = Promise.withResolvers<void>();
    },
    over: () => thaw.promise,
    end: () => thaw.resolve(),
  };
}

/** Two workers come to one job, of which the first is frozen for longer than its lease, somewhere. */
async function playFrozen(
  where: (frozen: Freezing) => {
    ledger?(ledger: Ledger): Ledger;
    workplace?(workplace: Workplace): Workplace;
  },
) {
  const world = createWorld();
  const jobId = world.addJob({ outputArtifacts: [] });
  const begun: string[] = [];
  const attempts: number[] = [];
  const act =
    (worker: string) =>
    async (job: ProbeJob): Promise<Outcome> => {
      begun.push(worker);
      attempts.push(job.attempt);
      return succeeded({ summary: `done by the ${worker}` });
    };
  const frozen = freezing();
  const plan = async () => {
    await frozen.over();
    return 'none' as const;
  };
  const { ledger = (given) => given, workplace = (given) => given } = where(frozen);
  const ports = world.workerPorts(act('first'), plan);
  const first = createWorkerAt({ ...ports, ledger: ledger(ports.ledger) }, () => workplace(workHere(ports)));
  await world.poll();

  const atWork = deliver(world.queue, first, world.clock);
  await world.clock.advance(1000);
  await world.clock.advance(FROZEN_SECONDS * 1000);
  const second = await world.deliver(world.worker(act('second')));
  frozen.end();
  const fates = [await world.clock.finish(atWork), second];
  return { fates, begun, attempts, violations: world.runs.judge(jobId), job: world.codePipeline.job(jobId) };
}

const doneBySecond = {
  fates: ['kept', 'deleted'],
  begun: ['second'],
  violations: [],
  job: { status: 'Succeeded', result: { executionDetails: { summary: 'done by the second' } } },
};

describe('a worker that is frozen for longer than its lease', () => {
  it('before its action begins does not begin it once another worker has done the job, nor counts a run', async () => {
    const played = await playFrozen((frozen) => ({
      workplace: ({ folder, perform, close }) => ({
        folder,
        close,
        async perform(task, host) {
          frozen.begin();
          await frozen.over();
          return await perform(task, host);
        },
      }),
    }));

    expect(played).toMatchObject({ ...doneBySecond, attempts: [1] });
  });

  it('between counting its run and the answer does not begin it either', async () => {
    let wasFrozen = false;
    const played = await playFrozen((frozen) => ({
      ledger: ({ read, write }) => ({
        read,
        async write(entry, replacing) {
          const isWritten = await write(entry, replacing);
          if (entry.runs === 1 && !wasFrozen) {
            wasFrozen = true;
            frozen.begin();
          }
          await frozen.over();
          return isWritten;
        },
      }),
    }));

    expect(played).toMatchObject({ ...doneBySecond, attempts: [2] });
  });
});

describe('a run that the ledger cannot be told of', () => {
  it('does not begin, and is left to the next attempt, which makes it', async () => {
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    await world.poll();
    const attempts: number[] = [];
    const ports = world.workerPorts(async (job) => {
      attempts.push(job.attempt);
      return succeeded();
    });
    const { read, write } = ports.ledger;
    const backAt = world.clock.now() + 600_000;
    const refusing: Ledger = {
      read,
      write: async (entry, replacing) => {
        if (entry.runs > 0 && world.clock.now() < backAt) throw new Error('the ledger is away');
        return await write(entry, replacing);
      },
    };
    const worker = world.workerWith({ ...ports, ledger: refusing });

    const early = await world.deliver(worker);
    const begunEarly = attempts.length;
    await world.clock.advance(901_000);
    const late = await world.deliver(worker);

    expect([early, begunEarly, late]).toEqual(['kept', 0, 'deleted']);
    expect(attempts).toEqual([1]);
    expect(world.codePipeline.job(jobId).status).toBe('Succeeded');
  });
});
