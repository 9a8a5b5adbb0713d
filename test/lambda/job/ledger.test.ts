import { describe, expect, it } from 'vitest';
import { changed, isHeld, isOver, newEntry, type Phase, replace } from '../../../lambda/job/ledger.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';

const NOW = 1_800_000_000_500;
const DAYS = 24 * 3600;

describe('a ledger entry', () => {
  it('begins queued, held by nobody, and is kept for 14 days', () => {
    const entry = newEntry('j-1', 'c-1', NOW);

    expect(entry).toMatchObject({
      jobId: 'j-1',
      clientId: 'c-1',
      phase: 'queued',
      attempt: 0,
      leaseUntil: 0,
      changedAt: NOW,
    });
    expect(entry.expiresAt).toBe(1_800_000_000 + 14 * DAYS);
  });

  it('gets a new revision, time and end of life with each change, and keeps the rest', () => {
    const before = { ...newEntry('j-1', 'c-1', NOW), remembered: { run: '17' } };

    const after = changed(before, { phase: 'claiming' }, NOW + 60_000);

    expect(after).toEqual({
      ...before,
      phase: 'claiming',
      revision: expect.any(String),
      changedAt: NOW + 60_000,
      expiresAt: before.expiresAt + 60,
    });
    expect(after.revision).not.toBe(before.revision);
  });

  it.each([
    ['queued', false],
    ['claiming', false],
    ['running', false],
    ['decided', false],
    ['reported', true],
    ['lost', true],
    ['unreportable', true],
  ] satisfies [Phase, boolean][])('that is %s is over: %s', (phase, over) => {
    expect(isOver({ ...newEntry('j-1', 'c-1', NOW), phase })).toBe(over);
  });

  it('is held until its lease ends, and no longer', () => {
    const entry = { ...newEntry('j-1', 'c-1', NOW), leaseUntil: NOW + 1 };

    expect([isHeld(entry, NOW), isHeld(entry, NOW + 1)]).toEqual([true, false]);
  });
});

describe('replace', () => {
  it('writes over the revision it names', async () => {
    const ledger = memoryLedger();
    const first = newEntry('j-1', 'c-1', NOW);
    const second = changed(first, {}, NOW);

    const written = [await replace(ledger, first, undefined), await replace(ledger, second, first.revision)];

    expect(written).toEqual([true, true]);
    expect(ledger.entry('j-1')).toEqual(second);
  });

  it('writes nothing over another revision', async () => {
    const ledger = memoryLedger();
    const first = newEntry('j-1', 'c-1', NOW);
    await replace(ledger, first, undefined);

    const written = await replace(ledger, changed(first, {}, NOW), undefined);

    expect(written).toBe(false);
    expect(ledger.entry('j-1')).toEqual(first);
  });

  it('takes the refusal of a repeated write for what it is', async () => {
    const ledger = memoryLedger();
    const entry = newEntry('j-1', 'c-1', NOW);
    await ledger.write(entry, undefined);

    const written = await replace(ledger, entry, undefined);

    expect(written).toBe(true);
  });
});
