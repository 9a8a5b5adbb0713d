import { describe, expect, it } from 'vitest';
import { acknowledging, claimAt } from './claiming.ts';
import { holdLease } from './held-lease.ts';

/** A claim that heard no answer to its acknowledge and was refused the next one, and further claims that are refused. */
async function loseAnswer() {
  const desk = await holdLease();
  const { acknowledge } = acknowledging(desk, ['no-answer', ...Array(9).fill('refused')]);
  await expect(claimAt(desk, { acknowledge })).rejects.toThrow('not certain yet');
  return {
    desk,
    async claimAfter(seconds: number) {
      await desk.clock.advance(seconds * 1000);
      return await claimAt(desk, { acknowledge });
    },
  };
}

describe('claim', () => {
  it.each([0, 89])('leaves a job in doubt that is refused %i seconds after a lost answer', async (seconds) => {
    const { desk, claimAfter } = await loseAnswer();

    await expect(claimAfter(seconds)).rejects.toThrow('not certain yet');

    expect(desk.ledger.entry(desk.jobId).phase).toBe('claiming');
  });

  it('goes on with a refused job that for 90 seconds after a lost answer was not offered again', async () => {
    const { desk, claimAfter } = await loseAnswer();

    expect(await claimAfter(90)).toMatchObject({ details: { jobId: desk.jobId } });
  });

  it('waits anew when the job was offered again in between', async () => {
    const { desk, claimAfter } = await loseAnswer();
    await desk.clock.advance(30_000);
    await desk.codePipeline.poll(desk.codePipeline.job(desk.jobId).details.actionTypeId, 1);

    await expect(claimAfter(60)).rejects.toThrow('not certain yet');

    await expect(claimAfter(89)).rejects.toThrow('not certain yet');
    expect(await claimAfter(1)).toMatchObject({ details: { jobId: desk.jobId } });
  });

  it('waits from when the ledger has the doubt, however long that write took', async () => {
    let isSlow = false;
    const desk = await holdLease({
      entry: { phase: 'claiming', asked: { nonce: 'hash', at: 0 } },
      plan: async (call) => {
        if (isSlow && call === 'ledger.write') {
          isSlow = false;
          await desk.clock.sleep(30_000);
        }
        return 'none' as const;
      },
    });
    isSlow = true;
    const details = async () => ({ ...desk.codePipeline.job(desk.jobId).details, nonce: undefined as never });

    await expect(claimAt(desk, { details })).rejects.toThrow('not certain yet');

    expect(desk.ledger.entry(desk.jobId).asked).toMatchObject({ at: desk.clock.now(), isDoubted: true });
  });

  it('leaves a job in doubt that is offered anew at every try, and may be ours by an earlier one', async () => {
    const desk = await holdLease({ entry: { phase: 'claiming' } });
    const { acknowledge, count } = acknowledging(desk, Array(100).fill('refused'));
    const details = async () => ({ ...desk.codePipeline.job(desk.jobId).details, nonce: `nonce ${count()}` });

    await expect(claimAt(desk, { acknowledge, details })).rejects.toThrow('not certain yet');

    expect(desk.ledger.entry(desk.jobId).phase).toBe('claiming');
  });
});
