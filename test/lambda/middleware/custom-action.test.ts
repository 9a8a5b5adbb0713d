import { describe, expect, it } from 'vitest';
import { continues, succeeded } from '../../../lambda/action/outcome.ts';
import { hashOf } from '../../../lambda/job/ledger.ts';
import { createWorkerAt } from '../../../lambda/worker.ts';
import { ACCOUNT, PIPELINE_ARN } from '../../memory/custom-jobs.ts';
import type { FaultPlan } from '../../memory/faults.ts';
import { captureLogLines } from './log-lines.ts';
import { copyArtifact, createWorld, type ProbeJob, type WorldOptions, withPlainConsole } from './world.ts';

const lines = captureLogLines();
const MINUTE = 60_000;

/** A job of a custom action that was polled and queued, and a worker that notes what its action was given. */
async function openWorld(plan?: FaultPlan, options: WorldOptions = {}) {
  const world = createWorld({ integration: 'custom', jobTimeout: 24 * 3600, ...options });
  const jobId = world.addJob({ outputArtifacts: [] });
  await world.poll();
  const given: ProbeJob[] = [];
  const act = async (job: ProbeJob) => {
    given.push(job);
    return succeeded({ summary: 'done' });
  };
  const worker = world.worker(act, plan);
  const nonce = () => world.codePipeline.job(jobId).details.nonce;
  const status = () => world.codePipeline.job(jobId).status;
  /** As the schedule does, once a minute. */
  const passMinutes = async (minutes: number, nextWorker = () => worker) => {
    for (let minute = 0; minute < minutes; minute++) {
      await world.clock.advance(MINUTE);
      await world.poll();
      while ((await world.deliver(nextWorker())) !== 'none');
    }
  };
  return { world, jobId, given, act, worker, nonce, status, passMinutes };
}

/** Loses these acknowledges: their requests never arrive, or their answers do not. */
function losing(fault: 'request-lost' | 'answer-lost', times: number): FaultPlan {
  let left = times;
  return (call) => (call === 'jobs.acknowledge' && left-- > 0 ? fault : 'none');
}

describe('a job of a custom action', () => {
  it('is queued with its job ID and nonce and nothing else, and the ledger keeps a hash of the nonce', async () => {
    const { world, jobId, nonce } = await openWorld();

    const { body } = world.queue.receive() ?? {};

    expect(JSON.parse(body ?? '')).toEqual({ jobId, nonce: nonce() });
    expect(world.ledger.entry(jobId)).toMatchObject({ clientId: ACCOUNT, nonceHash: hashOf(nonce()) });
    expect(JSON.stringify([world.ledger.history, world.pollerLines])).not.toContain(nonce());
  });

  it('is run once and reported, with the account and the pipeline that it is of', async () => {
    const { world, worker, given, status } = await openWorld();

    await world.deliver(worker);

    expect(status()).toBe('Succeeded');
    expect(given).toMatchObject([{ clientId: ACCOUNT, pipeline: { pipelineArn: PIPELINE_ARN } }]);
  });

  it('has its nonce hidden in all that is logged', async () => {
    const { world, nonce } = await openWorld();
    const said = nonce();
    const worker = world.worker(async (job) => {
      job.log.info(`the nonce is ${said}`);
      return succeeded();
    });

    await world.deliver(worker);

    expect(lines.join('')).toContain('the nonce is ***');
    expect(lines.join('')).not.toContain(said);
  });

  it('is queued at once when it is offered anew, with its new nonce, and the message before that goes', async () => {
    const { world, jobId, worker, given, nonce } = await openWorld();
    await world.clock.advance(31_000);

    expect(await world.poll()).toBe(1);

    expect(world.ledger.entry(jobId)).toMatchObject({ phase: 'queued', nonceHash: hashOf(nonce()) });
    expect([await world.deliver(worker), await world.deliver(worker)]).toEqual(['deleted', 'deleted']);
    expect(lines.join('')).toContain('"reason":"outdated"');
    expect(given).toHaveLength(1);
  });

  it('is not queued anew while a worker holds its lease', async () => {
    const { world, jobId } = await openWorld();
    const entry = world.ledger.entry(jobId);
    world.ledger.put({ ...entry, leaseUntil: world.clock.now() + 120_000 });
    await world.clock.advance(31_000);

    expect(await world.poll()).toBe(0);
  });

  it('is lost when its nonce is refused and nothing of ours may be behind it, and the next offer takes it', async () => {
    const { world, jobId, worker, given, passMinutes, status } = await openWorld(undefined, { nonceLapsesAfter: 10 });
    await world.clock.advance(11_000);

    await world.deliver(worker);

    expect([world.ledger.entry(jobId).phase, given.length]).toEqual(['lost', 0]);
    await passMinutes(1);
    expect([status(), given.length]).toEqual(['Succeeded', 1]);
  });

  it('is left alone when another worker has acknowledged it', async () => {
    const { world, jobId, given, passMinutes } = await openWorld();
    world.codePipeline.acknowledgeElsewhere(jobId);

    await passMinutes(30);

    expect([world.ledger.entry(jobId).phase, given.length]).toEqual(['lost', 0]);
  });

  it('whose acknowledge took effect without an answer is run once it was not offered anew for 90 seconds', async () => {
    const { world, jobId, worker, given, passMinutes, status } = await openWorld(losing('answer-lost', 1));

    await world.deliver(worker);

    expect([status(), given.length]).toEqual(['InProgress', 0]);
    expect(world.ledger.entry(jobId)).toMatchObject({ phase: 'claiming', leaseUntil: 0 });
    await passMinutes(4);
    expect([status(), given.length]).toEqual(['Succeeded', 1]);
  });

  it('whose acknowledges never arrived is run once, and only after it was acknowledged with its new nonce', async () => {
    const { world, worker, given, passMinutes, status } = await openWorld(losing('request-lost', 4));

    await world.deliver(worker);
    await passMinutes(2);

    expect([status(), given.length]).toEqual(['Succeeded', 1]);
    expect(world.queue.length).toBe(0);
  });

  it('is not run while another worker may have it, though an acknowledge of ours had no answer', async () => {
    const { world, jobId, worker, given } = await openWorld(losing('request-lost', 4));
    await world.deliver(worker);
    world.codePipeline.acknowledgeElsewhere(jobId);

    await world.clock.advance(31_000);
    await world.deliver(worker);

    expect(given).toEqual([]);
  });

  it('that is offered anew is in doubt anew, however long it was before', async () => {
    let lost = 1;
    const plan: FaultPlan = (call) => (call === 'jobs.acknowledge' && lost-- > 0 ? 'request-lost' : 'none');
    const { world, jobId, worker, given } = await openWorld(plan, { nonceLapsesAfter: 10 });
    await world.clock.advance(9_900);
    await world.deliver(worker);
    expect(world.ledger.entry(jobId).asked).toMatchObject({ isDoubted: true });
    await world.clock.advance(3 * MINUTE);
    await world.poll();
    world.codePipeline.acknowledgeElsewhere(jobId);
    lost = 1;

    while ((await world.deliver(worker)) !== 'none');

    expect(given).toEqual([]);
  });

  it.each(['jobs.details', 'jobs.acknowledge'])(
    'whose workers all die before their %s is given up by the last word after 20 of them, and none dies for it any more',
    async (doom) => {
      const { world, jobId, act, given, status, passMinutes } = await openWorld();
      const deaths: string[] = [];
      const dying = () =>
        world.worker(act, (call) => {
          if (call !== doom) return 'none';
          deaths.push(call);
          throw new Error('killed');
        });
      const lastWord = world.lastWord();

      for (let minute = 0; minute < 120 && status() === 'Dispatched'; minute++) {
        await passMinutes(1, dying);
        while ((await world.deliverDeadLetter(lastWord)) !== 'none');
      }

      expect(world.codePipeline.job(jobId)).toMatchObject({
        status: 'Failed',
        result: { message: expect.stringContaining('no attempt came as far as its action') },
      });
      expect(world.ledger.entry(jobId)).toMatchObject({ phase: 'reported', attempt: 21, inVain: 21, runs: 0 });
      await passMinutes(30, dying);
      expect([deaths.length, given.length, world.deadLetters.length]).toEqual([20, 0, 0]);
    },
  );

  it('that was tried 20 times in vain when its message was sent is given up by a worker that opens no place for it', async () => {
    const { world, jobId } = await openWorld();
    world.ledger.put({ ...world.ledger.entry(jobId), inVain: 20 });
    const worker = withPlainConsole(() =>
      createWorkerAt(world.workerPorts(copyArtifact), () => {
        throw new Error('no room for a thread');
      }),
    );

    await world.deliver(worker);

    expect(world.codePipeline.job(jobId)).toMatchObject({
      status: 'Failed',
      result: { message: expect.stringContaining('no attempt came as far as its action') },
    });
  });

  it('whose offers all lapse before a worker comes is not given up, and done once one comes in time', async () => {
    const { world, jobId, worker, given, passMinutes, status } = await openWorld(undefined, { nonceLapsesAfter: 10 });
    const { ledger, clock } = world;
    const timesLost = () => ledger.history.filter(({ phase }) => phase === 'lost').length;

    for (let hours = 0; hours < 10 && timesLost() < 25; hours += 1 / 60) {
      await clock.advance(11_000);
      await world.deliver(worker);
      await clock.advance(MINUTE - 11_000);
      await world.poll();
    }

    expect([timesLost(), status(), given.length]).toEqual([25, 'Dispatched', 0]);
    await passMinutes(10);
    expect([status(), given.length]).toEqual(['Succeeded', 1]);
    expect(ledger.entry(jobId)).toMatchObject({ phase: 'reported', inVain: undefined });
  });

  it('gives its output variables to CodePipeline', async () => {
    const { world, jobId } = await openWorld();

    await world.deliver(
      world.worker(async () => succeeded({ variables: { ReportUrl: 'https://example.com' } }) as never),
    );

    expect(world.codePipeline.job(jobId).result).toMatchObject({
      outputVariables: { ReportUrl: 'https://example.com' },
    });
  });

  it('goes on from round to round with what the secret of the stack has sealed', async () => {
    const { world, jobId, passMinutes, given } = await openWorld();

    await world.deliver(world.worker(async () => continues('state of round one')));
    await passMinutes(2);

    expect(JSON.stringify(world.ledger.history)).not.toContain('state of round one');
    const next = world.codePipeline.job(jobId).continuedAs ?? '';
    expect(world.codePipeline.job(next).status).toBe('Succeeded');
    expect(given).toMatchObject([{ continuationToken: 'state of round one' }]);
  });

  it.each([10, 3000])('finds its state of %d characters after a change of the secret', async (length) => {
    let secret = 'the old one';
    const { world, jobId, given, passMinutes } = await openWorld(undefined, { secret: async () => secret });

    await world.deliver(world.worker(async () => continues('x'.repeat(length))));
    secret = 'the new one';
    await passMinutes(2);

    const next = world.codePipeline.job(jobId).continuedAs ?? '';
    expect(world.codePipeline.job(next).status).toBe('Succeeded');
    expect(given).toMatchObject([{ continuationToken: 'x'.repeat(length) }]);
  });

  it('is left on offer by the last word, and taken from a later offer', async () => {
    const { world, given, passMinutes, status } = await openWorld();
    const { body = '', messageId = '', receiptHandle = '' } = world.queue.receive() ?? {};
    world.queue.delete(receiptHandle);
    world.deadLetters.take({ body, messageId });

    await world.deliverDeadLetter(world.lastWord());

    expect([status(), given.length, world.deadLetters.length]).toEqual(['Dispatched', 0, 0]);
    await passMinutes(1);
    expect([status(), given.length]).toEqual(['Succeeded', 1]);
  });
});

it('the job of a partner that gives output variables fails in words that say why', async () => {
  const world = createWorld();
  const jobId = world.addJob({ outputArtifacts: [] });
  await world.poll();

  await world.deliver(world.worker(async () => succeeded({ variables: { A: 'b' } }) as never));

  expect(world.codePipeline.job(jobId)).toMatchObject({
    status: 'Failed',
    result: { type: 'JobFailed', message: expect.stringContaining('which CodePipeline takes of custom actions') },
  });
});
