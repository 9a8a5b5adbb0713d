import { describe, expect, it } from 'vitest';
import { createMemory } from '../../../lambda/job/remember.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { openRoom } from './lease-room.ts';

describe('what an action wants to be remembered', () => {
  it('is kept as a whole when the action does not wait for one value before it gives the next', async () => {
    const { take, ledger } = await openRoom();
    const remember = createMemory(await take(), createRedactor());

    await Promise.all([remember('first', '1'), remember('second', '2'), remember('first', '3')]);

    expect(ledger.entry('j-1').remembered).toEqual({ first: '3', second: '2' });
  });

  it('is kept after a value that was refused', async () => {
    const { take, ledger } = await openRoom();
    const remember = createMemory(await take(), createRedactor());

    const refused = remember('large', 'x'.repeat(65 * 1024));
    const kept = remember('small', 'y');

    await expect(refused).rejects.toThrow('at most 65536 are kept');
    await kept;
    expect(ledger.entry('j-1').remembered).toEqual({ small: 'y' });
  });
});
