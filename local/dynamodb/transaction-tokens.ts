import { type Answer, refused } from './transaction.ts';

/** Source: Amazon DynamoDB API Reference, "TransactWriteItems", ClientRequestToken. */
const KNOWN_MILLISECONDS = 10 * 60 * 1000;

interface Made {
  readonly body: string;
  readonly answer: Answer;
  readonly at: number;
}

/** The transactions that were made a short time ago, by their tokens: one that is sent again, as after a lost answer, is made once. */
export interface TransactionTokens {
  /** Makes a transaction, or gives the answer of the one that was made with its token. */
  once(body: string, make: () => Promise<Answer>): Promise<Answer>;
}

export function createTransactionTokens(now: () => number = Date.now): TransactionTokens {
  const made = new Map<string, Made>();
  return {
    async once(body, make) {
      for (const [token, { at }] of made) if (at + KNOWN_MILLISECONDS <= now()) made.delete(token);
      const token = tokenOf(body);
      const before = token === undefined ? undefined : made.get(token);
      if (before !== undefined) {
        return before.body === body ? before.answer : refused('IdempotentParameterMismatchException', {});
      }
      const answer = await make();
      if (token !== undefined && answer.status === 200) made.set(token, { body, answer, at: now() });
      return answer;
    },
  };
}

function tokenOf(body: string): string | undefined {
  try {
    const { ClientRequestToken: token } = JSON.parse(body);
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}
