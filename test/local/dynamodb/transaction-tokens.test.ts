import { expect, it } from 'vitest';
import { createTransactionTokens } from '../../../local/dynamodb/transaction-tokens.ts';

const BODY = JSON.stringify({ ClientRequestToken: 'one' });

it('makes a refused transaction anew, and one that was made only after ten minutes', async () => {
  let now = 0;
  let made = 0;
  const tokens = createTransactionTokens(() => now);
  const send = (status: number) =>
    tokens.once(BODY, async () => {
      made += 1;
      return { status, headers: {}, text: '{}' };
    });

  await send(400);
  await send(200);
  now += 599_999;
  await send(200);
  expect(made).toBe(2);

  now += 1;
  await send(200);
  expect(made).toBe(3);
});
