import { describe, expect, it } from 'vitest';
import { spill } from '../../../lambda/job/continuation.ts';
import { endWaiting } from '../../../lambda/job/held-job.ts';
import { isUnreportable } from '../../../lambda/job/job-source.ts';
import { momentOf } from '../../../lambda/job/wait.ts';
import { holdLease } from './held-lease.ts';

/** Asks for the moment of a round whose state is in the ledger, which answers like this. */
async function ask(read: () => Promise<undefined>) {
  const desk = await holdLease();
  const job = await desk.ports.source.open(desk.message, desk.redactor);
  if (isUnreportable(job)) throw new Error(job.unreportable);
  const continuationToken = spill('x'.repeat(5000), 'round-1').token;
  return momentOf({ read }, desk.message, job, { ...desk.codePipeline.job(desk.jobId).details, continuationToken });
}

describe('the moment of a round', () => {
  it('is not taken for none while the ledger cannot be asked', async () => {
    await expect(ask(() => Promise.reject(new Error('the ledger is away')))).rejects.toThrow('the ledger is away');
  });

  it('is none where the state of the round is gone, so that running its action says so', async () => {
    expect(await ask(async () => undefined)).toBeUndefined();
  });
});

describe('a job that waits', () => {
  it('forgets the attempts in vain before it was acknowledged', async () => {
    const desk = await holdLease({ entry: { phase: 'claiming', inVain: 19, losses: 2 } });

    await endWaiting(desk, desk.clock.now() + 3_600_000);

    const { phase, inVain, losses } = desk.ledger.entry(desk.jobId);
    expect({ phase, inVain, losses }).toEqual({ phase: 'waiting', inVain: undefined, losses: undefined });
  });
});
