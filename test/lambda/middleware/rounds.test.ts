import { describe, expect, it } from 'vitest';
import { continues, type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import type { RoundLimits } from '../../../model/round-limits.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld, type ProbeJob } from './world.ts';

captureLogLines();

const LIMITS: RoundLimits = { rounds: 4, ageSeconds: 3600 };

/** Plays the rounds of one action until there are no more. Gives what became of each. */
async function playRounds(
  act: (job: ProbeJob, round: number) => Outcome,
  options: { limits?: RoundLimits; waitSeconds?: number; executions?: number; actionExecutionId?: string } = {},
) {
  const { limits = LIMITS, waitSeconds = 31, executions = 1, actionExecutionId = 'execution-1' } = options;
  const world = createWorld({ jobTimeout: 24 * 3600 });
  const ends: string[][] = [];
  for (let execution = 0; execution < executions; execution++) {
    let jobId: string | undefined = world.addJob({ outputArtifacts: [], pipeline: { actionExecutionId } });
    const statuses: string[] = [];
    for (let round = 1; jobId !== undefined && round < 20; round++) {
      await world.poll();
      await world.deliver(world.workerWith({ ...world.workerPorts(async (job) => act(job, round)), limits }));
      const { status, result, continuedAs } = world.codePipeline.job(jobId);
      statuses.push(result && 'message' in result ? `${status}: ${result.message}` : status);
      jobId = continuedAs;
      await world.clock.advance(waitSeconds * 1000);
    }
    ends.push(statuses);
  }
  return { ends, world };
}

const TOO_MANY = expect.stringContaining('Failed: The action was not done after 4 rounds');

describe('an action that never comes to its end', () => {
  it.each([
    ['hands on the same token every time', () => continues('run-17')],
    ['hands on another token every time', (_job: ProbeJob, round: number) => continues(`run-17, look ${round}`)],
    [
      'hands on state that is too long for a token',
      (_job: ProbeJob, round: number) => continues('.'.repeat(3000 + round)),
    ],
  ])('is failed in its last round when it %s', async (_what, act) => {
    const { ends } = await playRounds(act);

    expect(ends).toEqual([['Succeeded', 'Succeeded', 'Succeeded', TOO_MANY]]);
  });

  it('is failed at once when it hands on text that no later round would get as it is', async () => {
    const { ends } = await playRounds(() => continues('🚀'.slice(0, 1)));

    expect(ends).toEqual([[expect.stringContaining('Failed: ')]]);
  });

  it('is failed when it has gone on for too long', async () => {
    const { ends } = await playRounds(() => continues('run-17'), { waitSeconds: 2000 });

    expect(ends).toEqual([
      ['Succeeded', 'Succeeded', expect.stringContaining('Failed: The action was not done within 60 minutes')],
    ]);
  });

  it('is failed where CodePipeline tells no action execution ID', async () => {
    const { ends } = await playRounds(() => continues('run-17'), { actionExecutionId: undefined as never });

    expect(ends[0]?.at(-1)).toEqual(TOO_MANY);
  });
});

describe('the count of rounds', () => {
  it('leaves an action alone that ends in its last round', async () => {
    const { ends } = await playRounds((_job, round) => (round < 4 ? continues('run-17') : succeeded()));

    expect(ends).toEqual([['Succeeded', 'Succeeded', 'Succeeded', 'Succeeded']]);
  });

  it('starts anew with every execution, also where each hands on the same words', async () => {
    const { ends } = await playRounds((_job, round) => (round < 3 ? continues('poll') : succeeded()), {
      executions: 3,
    });

    expect(ends).toEqual(Array(3).fill(['Succeeded', 'Succeeded', 'Succeeded']));
  });

  it('leaves the token to CodePipeline and to the action as it is, and shows none of it in the ledger', async () => {
    const seen: (string | undefined)[] = [];
    const { world } = await playRounds((job, round) => {
      seen.push(job.continuationToken);
      return round < 3 ? continues('state of a run') : succeeded();
    });

    expect(seen).toEqual([undefined, 'state of a run', 'state of a run']);
    expect(JSON.stringify(world.ledger.history)).not.toContain('state of a run');
  });

  it('lets an action go on when the ledger cannot be asked', async () => {
    const world = createWorld({ jobTimeout: 24 * 3600 });
    const jobId = world.addJob({ outputArtifacts: [] });
    await world.poll();
    const ports = world.workerPorts(async () => continues('run-17'));
    const ledger = {
      ...ports.ledger,
      read: (id: string) => (id.startsWith('rounds:') ? Promise.reject(new Error('away')) : ports.ledger.read(id)),
      write: ports.ledger.write,
    };

    await world.deliver(world.workerWith({ ...ports, ledger }));

    expect(world.codePipeline.job(jobId).result).toMatchObject({ continuationToken: 'run-17' });
  });
});

describe('what an action is told of its attempt', () => {
  it('is its number, and a key that is the same in every attempt and another one in every round', async () => {
    const world = createWorld({ jobTimeout: 24 * 3600 });
    const jobId = world.addJob({ outputArtifacts: [], pipeline: { actionExecutionId: 'execution-1' } });
    await world.poll();
    const told: unknown[] = [];
    let isDead = false;
    const note = async (job: ProbeJob) => {
      told.push([job.attempt, job.idempotencyKey, job.actionExecutionId]);
      isDead = told.length < 3;
      return continues('next');
    };
    for (let attempt = 1; attempt <= 3; attempt++) {
      isDead = false;
      await world.deliver(
        world.worker(note, () => {
          if (isDead) throw new Error('killed');
          return 'none';
        }),
      );
      await world.clock.advance(901_000);
    }
    await world.poll();
    await world.deliver(world.worker(note));

    const next = world.codePipeline.job(jobId).continuedAs;
    expect(told).toEqual([...[1, 2, 3].map((attempt) => [attempt, jobId, 'execution-1']), [1, next, 'execution-1']]);
  });
});
