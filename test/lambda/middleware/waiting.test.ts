import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../lambda/job/ports.ts';
import { ROUNDS } from '../../../lambda/job/rounds.ts';
import { type Integration, integrations } from '../../../model/integration.ts';
import { deathAt, faultAt } from '../../memory/faults.ts';
import { captureLogLines } from './log-lines.ts';
import { violationsOf } from './violations.ts';
import { HOUR, passTime, phasesOf, prepareWait, startWait, type Wait } from './waiting.ts';

const lines = captureLogLines();

/** Has the message of a round that waited be received too often. */
async function moveToDeadLetters({ world, act }: Wait): Promise<void> {
  await world.deliver(world.worker(act));
  await world.clock.advance(12 * HOUR);
  const { messageId = '', body = '', receiptHandle = '' } = world.queue.receive() ?? {};
  world.queue.delete(receiptHandle);
  world.deadLetters.take({ messageId, body });
}

/** Plays the wait once for each call that is made in it, and has that call go wrong. */
async function tryEachCall(integration: Integration, planOf: typeof deathAt, place: string): Promise<void> {
  for (let number = 1, calls = number; number <= calls; number++) {
    const wait = await startWait({ integration });
    const { world, jobId, startedAt, notBefore } = wait;
    const plan = planOf(number);

    await passTime(wait, 10 * HOUR, plan);
    await passTime(wait, HOUR);

    calls = plan.calls.length;
    const where = `call ${number}, ${place} ${plan.calls[number - 1]}`;
    expect(violationsOf(world, jobId), where).toEqual([]);
    expect(world.codePipeline.job(jobId).status, where).toBe('Succeeded');
    const tooSoon = startedAt.slice(1).filter((at) => at < notBefore);
    expect(tooSoon, where).toEqual([]);
  }
}

describe.each(integrations)('a round of a %s action that waits for eight hours', (integration) => {
  it('takes two invocations of a worker, holds no lease meanwhile and starts at its moment', async () => {
    const wait = await startWait({ integration });
    const { world, jobId, startedAt, notBefore } = wait;
    const invocations = await passTime(wait, HOUR);

    expect(world.codePipeline.job(jobId).status).toBe('InProgress');
    expect(world.ledger.entry(jobId)).toMatchObject({
      phase: 'waiting',
      notBefore,
      leaseUntil: 0,
      attempt: 1,
      runs: 0,
    });
    expect(invocations + (await passTime(wait, 8 * HOUR))).toBe(2);
    expect(phasesOf(world, jobId)).toEqual(['queued', 'claiming', 'waiting', 'running', 'decided', 'reported']);
    expect(world.codePipeline.job(jobId).result).toMatchObject({ executionDetails: { summary: 'the wait is over' } });
    expect([startedAt.length, startedAt[1]]).toEqual([
      2,
      expect.toSatisfy((at) => at >= notBefore && at < notBefore + 61_000),
    ]);
    expect(world.ledger.entry(jobId).notBefore).toBeUndefined();
  });

  it('starts once and not too soon, and ends, although a worker died at any call of any invocation', async () => {
    await tryEachCall(integration, deathAt, 'before');
  });

  it('starts at once where the ledger could not be told of its moment, and the round before it ran once', async () => {
    const { world, act, startedAt, first } = await prepareWait({ integration });
    const ports = world.workerPorts(act);
    const write: Ledger['write'] = async (entry, replacing) => {
      if (entry.jobId.startsWith(ROUNDS)) throw new Error('no answer');
      return ports.ledger.write(entry, replacing);
    };

    await world.deliver(world.workerWith({ ...ports, ledger: { ...ports.ledger, write } }));
    await passTime({ world, act }, 5 * 60_000);

    expect(world.codePipeline.job(first).status).toBe('Succeeded');
    expect(world.codePipeline.job(world.codePipeline.job(first).continuedAs ?? '').status).toBe('Succeeded');
    expect(startedAt).toHaveLength(2);
    expect(lines.join('\n')).toContain('the next one may start before its moment');
  });

  it.each(['request-lost', 'answer-lost'] as const)('starts not too soon, and ends, with any %s', async (fault) => {
    await tryEachCall(integration, (number) => faultAt(number, fault), 'at');
  });

  it('waits on when its message comes back at once, and when there are two of it', async () => {
    const wait = await startWait({ integration });
    const { world, jobId, startedAt } = wait;
    await passTime(wait, HOUR);
    const { nonce } = world.codePipeline.job(jobId).details;
    const { clientId } = world.ledger.entry(jobId);
    await world.queue.send(integration === 'custom' ? { jobId, nonce } : { jobId, clientId });

    expect(await passTime(wait, 6 * HOUR)).toBe(1);
    expect([startedAt.length, world.queue.length]).toEqual([1, 2]);
    await passTime(wait, 2 * HOUR);

    expect([startedAt.length, world.queue.length, violationsOf(world, jobId)]).toEqual([2, 0, []]);
  });

  it('starts when its message comes, however late that is', async () => {
    const wait = await startWait({ integration });
    const { world, jobId, startedAt, act } = wait;
    await world.deliver(world.worker(act));

    await world.clock.advance(20 * HOUR);
    await world.deliver(world.worker(act));

    expect([startedAt.length, world.codePipeline.job(jobId).status]).toEqual([2, 'Succeeded']);
  });

  it('is left alone by a poll that was sent before it was acknowledged', async () => {
    const wait = await startWait({ integration });
    const { world, jobId, act } = wait;
    const late = { ...world.codePipeline.job(jobId).details };
    await world.deliver(world.worker(act));
    const offers = {
      poll: async () => [
        { jobId, clientId: world.ledger.entry(jobId).clientId, ...(integration === 'custom' && { nonce: late.nonce }) },
      ],
    };

    await world.clock.advance(4 * HOUR);

    expect(await world.pollFrom(offers)).toBe(0);
    expect(world.ledger.entry(jobId).phase).toBe('waiting');
  });

  it('is handed on to another job when its message was received too often, and that one starts at its moment', async () => {
    const wait = await startWait({ integration });
    const { world, jobId, startedAt, notBefore } = wait;
    await moveToDeadLetters(wait);

    await world.deliverDeadLetter(world.lastWord());
    await passTime(wait, 300_000);

    expect(world.deadLetters.length).toBe(0);
    expect(world.codePipeline.job(jobId)).toMatchObject({
      status: 'Succeeded',
      result: { continuationToken: 'run-17' },
    });
    const { status, result } = world.codePipeline.job(world.codePipeline.job(jobId).continuedAs ?? '');
    expect([status, result]).toEqual([
      'Succeeded',
      expect.objectContaining({ executionDetails: expect.objectContaining({ summary: 'the wait is over' }) }),
    ]);
    expect(startedAt.slice(1).every((at) => at >= notBefore)).toBe(true);
  });

  it('is not handed on when the action has had as many rounds as its deployment allows', async () => {
    const wait = await startWait({ integration });
    const { world, jobId } = wait;
    await moveToDeadLetters(wait);

    await world.deliverDeadLetter(world.lastWord(undefined, { rounds: 2, ageSeconds: 48 * 3600 }));

    expect(world.codePipeline.job(jobId)).toMatchObject({
      status: 'Failed',
      result: { message: expect.stringContaining('The action was not done after 2 rounds') },
    });
  });

  it.each([
    ['shorter than no time', -HOUR],
    ['no time at all', 0],
  ])('starts at once when the wait is %s', async (_what, wait) => {
    const started = await startWait({ integration, wait });

    await passTime(started, 60_000);

    expect(phasesOf(started.world, started.jobId)).not.toContain('waiting');
    expect(started.startedAt.length).toBe(2);
  });
});

describe('a wait that is longer than CodePipeline lets a job be', () => {
  it.each([
    // action, longest wait in hours, and the invocations that it takes
    ['third-party', 11.75, 2],
    ['custom', 23.75, 4],
  ] as const)('is cut for a %s action to %s hours, which the log says', async (integration, hours, most) => {
    const wait = await startWait({ integration, wait: 30 * HOUR });
    const latest = wait.startedAt[0] ?? 0;

    expect(await passTime(wait, 25 * HOUR)).toBe(most);

    expect((wait.startedAt[1] ?? 0) - latest).toSatisfy(
      (waited) => waited >= hours * HOUR && waited < hours * HOUR + 61_000,
    );
    expect(
      lines.filter((line) => line.includes('the next round cannot wait that long, and starts sooner')),
    ).toHaveLength(1);
  });
});
