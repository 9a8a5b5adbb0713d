import { describe, expect, it } from 'vitest';
import type { Offers } from '../../../lambda/job/job-source.ts';
import { createPollMemory, type PollPorts, poll } from '../../../lambda/job/poll.ts';
import type { LedgerEntry } from '../../../lambda/job/ports.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { holdLease } from './held-lease.ts';

const TYPE = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;

/** A job that a worker has just lost, so many times in a row, and a poller that is offered it. */
async function loseJob(changes: Partial<LedgerEntry> | ((now: number) => Partial<LedgerEntry>) = {}) {
  const { clock, ledger, ports, jobId, message, lease } = await holdLease();
  await lease.end({ phase: 'lost', losses: 1, ...(typeof changes === 'function' ? changes(clock.now()) : changes) });
  const log = memoryLog();
  const offering = (pollTakes: number): Offers['poll'] => {
    let isOffered = true;
    return async () => {
      await clock.sleep(pollTakes * 1000);
      const jobs = isOffered ? [message] : [];
      isOffered = false;
      return jobs;
    };
  };
  const memory = createPollMemory();
  /** One poll that is sent so many seconds from now and takes some more. Gives how many messages were sent. */
  const offerAfter = async (seconds: number, { takes = 0, ...more }: { takes?: number } & Partial<PollPorts> = {}) => {
    await clock.advance(seconds * 1000);
    const offers = { poll: offering(takes) };
    return clock.finish(poll({ ...ports, offers, log, memory, ...more }, [TYPE], clock.now() + takes * 1000 + 1));
  };
  return { clock, ledger, jobId, log, offerAfter };
}

describe('a job that was lost', () => {
  it.each([
    [4.999, 0],
    [5, 1],
  ])('and is offered by a poll sent %d seconds later is queued %i times', async (seconds, queued) => {
    const { offerAfter, ledger, jobId, log } = await loseJob();

    expect(await offerAfter(seconds)).toBe(queued);

    expect(ledger.entry(jobId).phase).toBe(queued > 0 ? 'queued' : 'lost');
    expect(log.counted('OffersLapsed')).toBe(0);
  });

  it('is left to whoever may have it when the poll that offers it was on its way already', async () => {
    const { offerAfter } = await loseJob();

    expect(await offerAfter(4, { takes: 20 })).toBe(0);
  });

  it.each([
    [1, 5],
    [2, 5],
    [3, 10],
    [4, 20],
    [5, 40],
    [6, 80],
    [7, 160],
    [8, 300],
    [50, 300],
  ])('%i times in a row waits %i seconds for the poll that may bring it', async (losses, seconds) => {
    const early = await loseJob({ losses });
    const late = await loseJob({ losses });

    expect(await early.offerAfter(seconds - 0.001)).toBe(0);
    expect(await late.offerAfter(seconds)).toBe(1);

    expect(late.log.counted('OffersLapsed')).toBe(losses >= 3 ? 1 : 0);
    expect(late.ledger.entry(late.jobId).losses).toBe(losses);
  });

  it('before losses were counted waits as after the first', async () => {
    const { offerAfter } = await loseJob({ losses: undefined });

    expect(await offerAfter(5)).toBe(1);
  });

  it('is queued by one of two pollers that are offered it', async () => {
    const { offerAfter } = await loseJob();

    const queued = [await offerAfter(5), await offerAfter(0)];

    expect(queued).toEqual([1, 0]);
  });

  it('waits for no message of a rehearsal longer than one that is on its way', async () => {
    const { offerAfter } = await loseJob({ losses: 50 });

    expect(await offerAfter(10, { leaseSeconds: 4 })).toBe(1);
  });
});

describe('a job that may be ours', () => {
  it.each([
    [4.999, 0],
    [5, 5],
  ])(
    'and is offered by a poll sent %d seconds after its acknowledge was not ours %d seconds later',
    async (sent, later) => {
      const { clock, offerAfter, ledger, jobId } = await loseJob((now) => ({
        phase: 'claiming',
        asked: { nonce: 'hash', at: now },
      }));
      const at = clock.now();

      expect(await offerAfter(sent)).toBe(0);

      expect(ledger.entry(jobId)).toMatchObject({ phase: 'claiming', asked: { nonce: 'hash', at: at + later * 1000 } });
    },
  );

  it('keeps its message for five minutes, however often it is offered', async () => {
    const at = createManualClock().now();
    const { offerAfter } = await loseJob({ phase: 'claiming', asked: { nonce: 'hash', at } });

    expect([await offerAfter(150), await offerAfter(149), await offerAfter(1)]).toEqual([0, 0, 1]);
  });
});

describe('a job whose message could not be sent', () => {
  it('is queued at its next offer while the same poller lives', async () => {
    const { offerAfter, ledger, jobId } = await loseJob();
    const send = () => Promise.reject(new Error('SQS is away'));
    const queue = { send, sendAll: send, hide: async () => {} };

    const queued = [await offerAfter(5, { queue }), await offerAfter(1), await offerAfter(1)];

    expect(queued).toEqual([0, 1, 0]);
    expect(ledger.entry(jobId).phase).toBe('queued');
  });
});
