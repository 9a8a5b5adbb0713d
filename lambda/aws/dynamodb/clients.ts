import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Limited, timeLimits } from '../time-limits.ts';

/** The customers, by the client ID that CodePipeline gives them. */
export interface Clients {
  /** @param fresh Ask the store even when a remembered answer would do: the token may have been rotated. */
  token(
    clientId: string,
    options?: { fresh: boolean },
  ): Promise<{ token: string } | 'unknown' | 'disabled' | 'refused'>;
}

/** How long a warm worker trusts a token that it has read, in milliseconds; a refused token is looked up again at once. */
const TRUSTED_FOR = 5 * 60_000;
const MAX_REMEMBERED = 1000;

type Answer = Awaited<ReturnType<Clients['token']>>;

/** The customers' table: key `clientId`, attributes `clientToken` and `state` (active, disabled, refused). */
export function dynamodbClients(
  tableName: string,
  { limits = timeLimits, ...config }: Limited<DynamoDBClientConfig> = {},
): Clients {
  const client = new DynamoDBClient({ ...limits.calls, ...config });
  const remembered = new Map<string, { answer: Answer; until: number }>();
  return {
    async token(clientId, { fresh } = { fresh: false }) {
      const known = remembered.get(clientId);
      if (!fresh && known && known.until > Date.now()) return known.answer;
      const answer = await readToken(client, tableName, clientId);
      // Only good answers are kept: a customer that was just added or corrected must not wait.
      remembered.delete(clientId);
      if (typeof answer === 'object') remembered.set(clientId, { answer, until: Date.now() + TRUSTED_FOR });
      for (const oldest of remembered.keys()) {
        if (remembered.size <= MAX_REMEMBERED) break;
        remembered.delete(oldest);
      }
      return answer;
    },
  };
}

async function readToken(client: DynamoDBClient, tableName: string, clientId: string): Promise<Answer> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: { clientId: { S: clientId } }, ConsistentRead: true }),
  );
  const state = item?.['state']?.S ?? 'active';
  const token = item?.['clientToken']?.S;
  if (token === undefined) return 'unknown';
  if (state === 'active') return { token };
  return state === 'refused' ? 'refused' : 'disabled';
}
