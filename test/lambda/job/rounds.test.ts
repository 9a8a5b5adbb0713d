import { describe, expect, it } from 'vitest';
import { continues } from '../../../lambda/action/outcome.ts';
import { type Chain, countRound, startOfRound } from '../../../lambda/job/rounds.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';

const CHAIN: Chain = {
  clientId: 'c-1',
  job: { sealingKey: (use) => Buffer.alloc(32, use) },
  pipeline: { pipelineName: 'shop' },
};

function open() {
  const [clock, ledger] = [createManualClock(), memoryLedger()];
  const count = (from: string | undefined, to: string, ageSeconds = 3600) =>
    countRound({ ledger, clock, limits: { rounds: 10, ageSeconds } }, CHAIN, from, continues(to));
  return { clock, ledger, count };
}

describe('countRound', () => {
  it('writes an entry that no list of jobs shows, under a key that does not tell the token', async () => {
    const { ledger, count } = open();

    await count(undefined, 'the-token');

    const [entry] = ledger.history;
    expect(entry?.createdAt).toBeUndefined();
    expect(JSON.stringify(ledger.history)).not.toContain('the-token');
  });

  it('lets an action go on until the last moment before its age, and fails it at that age', async () => {
    const { clock, count } = open();
    await count(undefined, 'first');
    await clock.advance(3_599_999);
    const before = await count('first', 'second');
    await clock.advance(1);

    expect(before.kind).toBe('continues');
    expect((await count('second', 'third')).kind).toBe('failed');
  });

  it('keeps no moment that is over', async () => {
    const { clock, ledger } = open();
    const outcome = continues('token', { notBefore: new Date(clock.now()) });

    await countRound({ ledger, clock }, CHAIN, undefined, outcome);

    expect(await startOfRound(ledger, CHAIN, 'token')).toBeUndefined();
  });
});
