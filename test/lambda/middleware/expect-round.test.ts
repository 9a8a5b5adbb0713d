import { describe, expect, it } from 'vitest';
import { continues, failed, type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld } from './world.ts';

const logged = captureLogLines();

/** Does a job whose action ends like this, and counts how often its worker said that another round is to be expected. */
async function work(outcome: Outcome, told = async () => {}) {
  const world = createWorld();
  const jobId = world.addJob({ outputArtifacts: [] });
  let expected = 0;
  await world.poll();
  const expectRound = () => {
    expected += 1;
    return told();
  };
  const fate = await world.deliver(world.workerWith({ ...world.workerPorts(async () => outcome), expectRound }));
  return { fate, expected, status: world.codePipeline.job(jobId).status };
}

describe('a worker', () => {
  it('has the poller look for the next round soon once it has reported one that continues', async () => {
    expect(await work(continues('run-17'))).toEqual({ fate: 'deleted', expected: 1, status: 'Succeeded' });
  });

  it.each([
    ['succeeded', succeeded()],
    ['failed', failed('JobFailed', 'Two findings.')],
  ])('expects no round of an action that has %s', async (_what, outcome) => {
    expect((await work(outcome)).expected).toBe(0);
  });

  it('has done its job although the poller cannot be told', async () => {
    const away = () => Promise.reject(new Error('the ledger is away'));

    expect(await work(continues('run-17'), away)).toEqual({ fate: 'deleted', expected: 1, status: 'Succeeded' });
    expect(logged.join('\n')).toContain('could not have the next round looked for soon');
  });

  it('that reports what another one decided expects the round too', async () => {
    const world = createWorld();
    world.addJob({ outputArtifacts: [] });
    let expected = 0;
    const ports = world.workerPorts(async () => continues('run-17'));
    await world.poll();
    await world.deliver(world.workerWith(ports));
    const decided = world.ledger.history.findLast(({ phase }) => phase === 'decided');
    if (!decided) throw new Error('nothing was decided');
    world.ledger.put({ ...decided, leaseUntil: 0 });
    await world.queue.send({ clientId: decided.clientId, jobId: decided.jobId });

    await world.deliver(
      world.workerWith({
        ...ports,
        expectRound: async () => {
          expected += 1;
        },
      }),
    );

    expect(expected).toBe(1);
  });
});
