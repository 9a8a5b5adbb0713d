import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MAX_STATE_BYTES, MAX_TOKEN_LENGTH, spill, unspill } from '../../../lambda/job/continuation.ts';
import { newEntry } from '../../../lambda/job/ledger.ts';
import { seal } from '../../../model/seal.ts';
import { memoryLedger } from '../../../testing/memory-ledger.ts';
import { withFaults } from '../../memory/faults.ts';

describe('spill', () => {
  it.each([1, MAX_TOKEN_LENGTH])('leaves a state of %i characters as it is', (length) => {
    const state = 's'.repeat(length);

    expect(spill(state, 'j-1')).toEqual({ token: state });
  });

  it.each([MAX_TOKEN_LENGTH + 1, MAX_STATE_BYTES])(
    'puts a state of %i bytes aside, encrypted, and finds it again',
    async (length) => {
      const state = 's'.repeat(length);
      const ledger = memoryLedger();

      const { token, spilled } = spill(state, 'j-1');
      ledger.put({ ...newEntry('j-1', 'c-1', 0), spilled });

      expect(token.length).toBeLessThanOrEqual(MAX_TOKEN_LENGTH);
      expect(spilled).not.toContain('s'.repeat(64));
      expect(await unspill(token, ledger)).toBe(state);
    },
  );

  it.each([
    ['no state', '', '0 bytes'],
    ['a state of more than 200 KiB', 's'.repeat(MAX_STATE_BYTES + 1), '204801 bytes'],
    ['a state of few characters but many bytes', '€'.repeat(70_000), '210000 bytes'],
    ['a state that is cut in the middle of a character', '🚀'.slice(0, 1), 'cut in the middle of a character'],
    [
      'a long state that is cut so',
      `${'s'.repeat(MAX_TOKEN_LENGTH)}${'🚀'.slice(1)}`,
      'cut in the middle of a character',
    ],
    ['a state that looks like a reference into the ledger', 'ledger:v1:j-9:key', 'reserved'],
  ])('refuses %s', (_what, state, message) => {
    expect(() => spill(state, 'j-1')).toThrow(message);
  });
});

describe('unspill', () => {
  it('leaves a token alone that is no reference', async () => {
    expect(await unspill('state', memoryLedger())).toBe('state');
  });

  it.each([
    ['of a job that is not in the ledger', 'ledger:v1:j-9:c2VjcmV0'],
    ['with the wrong key', `ledger:v1:j-1:${randomBytes(32).toString('base64url')}`],
    ['with a key of the wrong length', 'ledger:v1:j-1:c2VjcmV0'],
    ['without a key', 'ledger:v1:j-1'],
  ])('is a SystemUnavailable failure for a reference %s', async (_what, token) => {
    const ledger = memoryLedger();
    ledger.put({ ...newEntry('j-1', 'c-1', 0), spilled: seal('state', randomBytes(32)) });

    await expect(unspill(token, ledger)).rejects.toMatchObject({ name: 'JobFailure', type: 'SystemUnavailable' });
  });

  it('is a SystemUnavailable failure when the ledger cannot be reached', async () => {
    const { token } = spill('s'.repeat(MAX_TOKEN_LENGTH + 1), 'j-1');
    const ledger = withFaults('ledger', memoryLedger(), () => 'request-lost');

    await expect(unspill(token, ledger)).rejects.toMatchObject({
      name: 'JobFailure',
      type: 'SystemUnavailable',
      message: 'The worker could not reach its ledger. Run the action again.',
    });
  });
});
