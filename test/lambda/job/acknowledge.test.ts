import { describe, expect, it } from 'vitest';
import { acknowledging, claimAt } from './claiming.ts';
import { CLIENT, holdLease } from './held-lease.ts';

describe('a claim', () => {
  it.each([
    ['rejected', 'queued'],
    ['no-answer', 'claiming'],
    ['refused, each time with another nonce', 'lost'],
    ['refused, each time with another token', 'unreportable'],
  ] as const)('comes to an end though every acknowledge is %s, with the job %s', async (answer, phase) => {
    const desk = await holdLease();
    const [word = ''] = answer.split(',');
    const given = answer.endsWith('token') ? 'token-refused' : word;
    const { acknowledge, count } = acknowledging(desk, Array(100).fill(given));
    let calls = 0;

    await claimAt(desk, {
      acknowledge: (...values) => {
        desk.codePipeline.setToken(CLIENT, `token ${++calls}`);
        desk.clients.set(CLIENT, { token: `token ${calls}` });
        return acknowledge(...values);
      },
      details: async () => ({ ...desk.codePipeline.job(desk.jobId).details, nonce: `nonce ${calls}` }),
    }).catch(() => undefined);

    expect(count()).toBeLessThanOrEqual(4);
    expect(desk.ledger.entry(desk.jobId).phase).toBe(phase);
  });

  it('that certainly had no effect puts the job back on offer, also when the ledger cannot be reached for a while', async () => {
    let isAway = () => false;
    const plan = (call: string) => (call.startsWith('ledger.') && isAway() ? 'request-lost' : 'none');
    const desk = await holdLease({ plan, seconds: 900 });
    const { acknowledge, count } = acknowledging(desk, Array(4).fill('rejected'));
    const backAt = desk.clock.now() + 60_000;
    isAway = () => count() > 0 && desk.clock.now() < backAt;

    await expect(claimAt(desk, { acknowledge })).rejects.toThrow('tried 4 times');

    expect(desk.ledger.entry(desk.jobId).phase).toBe('queued');
  });

  it('counts in the ledger how often in a row the job was lost, until it is claimed', async () => {
    const desk = await holdLease({ entry: { losses: 2 } });
    const again = await holdLease({ entry: { losses: 2 } });
    desk.codePipeline.acknowledgeElsewhere(desk.jobId);

    const claimed = [await claimAt(desk), await claimAt(again)];

    expect(claimed).toEqual(['lost', expect.objectContaining({ details: expect.anything() })]);
    expect(desk.ledger.entry(desk.jobId)).toMatchObject({ phase: 'lost', losses: 3 });
    expect(again.ledger.entry(again.jobId)).toMatchObject({ phase: 'running', losses: undefined });
  });

  it('leaves a job that may be ours as it is when, after a lost answer, every further acknowledge is rejected', async () => {
    const desk = await holdLease();
    const { acknowledge } = acknowledging(desk, ['no-answer', ...Array(9).fill('rejected')]);

    await expect(claimAt(desk, { acknowledge })).rejects.toThrow('without an answer');

    expect(desk.ledger.entry(desk.jobId).phase).toBe('claiming');
  });
});
