import { describe, expect, it } from 'vitest';
import { newEntry } from '../../../lambda/job/ledger.ts';
import type { Ledger } from '../../../lambda/job/ports.ts';
import { takeLease } from '../../../lambda/job/take-lease.ts';
import { openRoom } from './lease-room.ts';

describe('takeLease', () => {
  it('takes a job that the ledger does not know', async () => {
    const { take, ledger, clock, message } = await openRoom();

    const lease = await take();

    expect(lease.entry).toMatchObject({
      phase: 'queued',
      attempt: 1,
      owner: { messageId: message.messageId, invocationId: 'i-1' },
      leaseUntil: clock.now() + 120_000,
    });
    expect(ledger.entry('j-1')).toEqual(lease.entry);
  });

  it('takes a job over as soon as the lease of its worker has run out, and keeps what is known of it', async () => {
    const { take, clock } = await openRoom();
    const first = await take();
    await first.change({ phase: 'running', remembered: { run: '17' } });
    await clock.advance(120_000);

    const second = await take('i-2');

    expect(second.entry).toMatchObject({ phase: 'running', attempt: 2, remembered: { run: '17' } });
    expect(second.entry.owner?.invocationId).toBe('i-2');
  });

  it('tells a message that came back early from an echo', async () => {
    const { take, ports, message, clock } = await openRoom();
    await take();
    await clock.advance(119_999);

    const early = await takeLease(ports, message, 'i-2');
    const echo = await takeLease(ports, { ...message, messageId: 'another' }, 'i-2');

    expect(early).toBe('early');
    expect(echo).toBe('echo');
  });

  it.each([
    ['queued', 'outdated'],
    ['waiting', 'waiting'],
  ] as const)('says of a job that is %s and was queued with another nonce: %s', async (phase, answer) => {
    const { ports, message, ledger, clock, queue } = await openRoom();
    const notBefore = clock.now() + 3_600_000;
    ledger.put({ ...newEntry('j-1', 'c-1', clock.now()), phase, notBefore, nonceHash: 'of another' });

    expect(await takeLease(ports, { ...message, nonce: '1' }, 'i-1')).toBe(answer);
    await clock.advance(1_800_000);
    expect(queue.receive() === undefined).toBe(answer === 'waiting');
  });

  it.each(['running', 'decided'] as const)(
    'takes a job that is %s although it was queued with another nonce, because its action may have done its work',
    async (phase) => {
      const { ports, message, ledger, clock } = await openRoom();
      ledger.put({ ...newEntry('j-1', 'c-1', clock.now()), phase, nonceHash: 'of another' });

      expect(await takeLease(ports, { ...message, nonce: '1' }, 'i-1')).toMatchObject({ entry: { phase } });
    },
  );

  it.each([
    ["a custom action's", '1', 1],
    ["a partner's", undefined, undefined],
  ])('counts attempts in vain at %s job as the last word needs it', async (_whose, nonce, inVain) => {
    const { ports, message, ledger } = await openRoom();

    await takeLease(ports, { ...message, nonce }, 'i-1');

    expect(ledger.entry('j-1').inVain).toBe(inVain);
  });

  it.each(['reported', 'lost', 'unreportable'] as const)('says that a job that is %s is over', async (phase) => {
    const { ports, message, ledger, clock } = await openRoom();
    ledger.put({ ...newEntry('j-1', 'c-1', clock.now()), phase, leaseUntil: clock.now() + 1 });

    const lease = await takeLease(ports, message, 'i-1');

    expect(lease).toBe('over');
  });

  it.each([
    ['two messages', 'another', 'echo'],
    ['one message that was received twice', undefined, 'early'],
  ] as const)('gives a job to one of two workers that take it at once with %s', async (_what, otherId, refusal) => {
    const { ports, message } = await openRoom();
    const other = { ...message, messageId: otherId ?? message.messageId };

    const taken = await Promise.all([takeLease(ports, message, 'i-1'), takeLease(ports, other, 'i-2')]);

    expect(taken.filter((lease) => typeof lease !== 'string')).toHaveLength(1);
    expect(taken).toContain(refusal);
  });

  it('knows its own write again when the first answer to it was lost on the wire', async () => {
    const { ports, message, ledger } = await openRoom();
    const retrying: Ledger = {
      ...ledger,
      write: async (entry, replacing) => {
        await ledger.write(entry, replacing);
        return ledger.write(entry, replacing);
      },
    };

    const lease = await takeLease({ ...ports, ledger: retrying }, message, 'i-1');

    expect(lease).toBeInstanceOf(Object);
    expect(ledger.entry('j-1').attempt).toBe(1);
  });

  it('gives up on a ledger that refuses every write, after some tries', async () => {
    const { ports, message, ledger } = await openRoom();
    let writes = 0;
    const refusing: Ledger = { ...ledger, write: async () => ++writes > 100 };

    const taken = takeLease({ ...ports, ledger: refusing }, message, 'i-1');

    await expect(taken).rejects.toThrow('The ledger refused 5 writes in a row for the lease of job j-1.');
    expect(writes).toBe(5);
  });
});
