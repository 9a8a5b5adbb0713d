import { expect, it } from 'vitest';
import { succeeded } from '../../../lambda/action/outcome.ts';
import { integrations } from '../../../model/integration.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld, type World } from './world.ts';

captureLogLines();

const MINUTE = 60_000;
const UNKNOWN = 'ffffffff-0000-4000-8000-000000000000';

/** What a message may say that somebody put into the queue who may send to it and no more. */
const forged = {
  'a nonce that was guessed': (jobId: string) => ({ jobId, nonce: '1' }),
  'the nonce of another job': (jobId: string, world: World) => {
    const other = world.addJob({ outputArtifacts: [] });
    return { jobId, nonce: world.codePipeline.job(other).details.nonce };
  },
  'the ID of a client': (jobId: string) => ({ jobId, clientId: 'somebody' }),
  'a client and a nonce': (jobId: string) => ({ jobId, clientId: 'somebody', nonce: '1' }),
  'a job that there is not': () => ({ jobId: UNKNOWN, nonce: '1', clientId: 'somebody' }),
  'an ID that is none': () => ({ jobId: `../${'x'.repeat(500)}\n`, nonce: '1' }),
};

const cases = integrations.flatMap((integration) =>
  Object.entries(forged).map(([what, forge]) => ({ integration, what, forge })),
);

it.each(cases)(
  'a message with $what starts and ends no job of a $integration action',
  async ({ integration, forge }) => {
    const world = createWorld({ integration, jobTimeout: 24 * 3600 });
    const jobId = world.addJob({ outputArtifacts: [] });
    let runs = 0;
    const worker = world.worker(async () => {
      runs += 1;
      return succeeded({ summary: 'done' });
    });

    const receive = () => world.queue.take({ messageId: `forged-${runs}`, body: JSON.stringify(forge(jobId, world)) });
    receive();
    await world.deliver(worker);
    expect([runs, world.codePipeline.job(jobId).status]).toEqual([0, 'Queued']);
    // And beside the message of the poller.
    receive();
    await world.poll();
    for (let minute = 0; minute < 10; minute++) {
      while ((await world.deliver(worker)) !== 'none');
      await world.clock.advance(MINUTE);
      await world.poll();
    }

    expect(world.codePipeline.job(jobId)).toMatchObject({
      status: 'Succeeded',
      result: { executionDetails: { summary: 'done' } },
    });
  },
);
