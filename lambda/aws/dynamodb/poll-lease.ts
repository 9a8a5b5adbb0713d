import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { POLLING_KEY } from '../../../model/polling.ts';
import type { PollLease, PollState } from '../../job/poll-lease.ts';
import { type Limited, timeLimits } from '../time-limits.ts';

/** The poll lease as one item of the ledger's table. It has no `expiresAt`, so that only `resume` ends a pause. */
export function dynamodbPollLease(
  tableName: string,
  { limits = timeLimits, ...config }: Limited<DynamoDBClientConfig> = {},
): PollLease {
  const client = new DynamoDBClient({ ...limits.calls, ...config });
  const Key = { jobId: { S: POLLING_KEY } };
  const read = async () => {
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
    return stateOf(Item);
  };
  /** The item after the change, or undefined when the condition does not hold. */
  const update = async (change: string, values: Item, condition?: string): Promise<Item | undefined> => {
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key,
      UpdateExpression: change,
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      ...(condition !== undefined && { ConditionExpression: condition }),
      ReturnValues: 'ALL_NEW',
    });
    try {
      return (await client.send(command)).Attributes ?? {};
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  };
  return {
    read,
    async take(holder, now, until) {
      const taken = await update(
        'SET holder = :holder, leaseUntil = :until',
        { ':holder': { S: holder }, ':until': timeOf(until), ':now': timeOf(now) },
        // When an answer is lost, the SDK asks again, and this holder has the lease already.
        'attribute_not_exists(pausedAt) AND (attribute_not_exists(leaseUntil) OR leaseUntil <= :now OR holder = :holder)',
      );
      return taken ? { ...stateOf(taken), isTaken: true } : { ...(await read()), isTaken: false };
    },
    async extend(holder, until) {
      const values = { ':holder': { S: holder }, ':until': timeOf(until) };
      return (await update('SET leaseUntil = :until', values, 'holder = :holder')) !== undefined;
    },
    async heat(until) {
      await update('SET hotUntil = :until', { ':until': timeOf(until) });
    },
    async pause(now) {
      await update('SET pausedAt = if_not_exists(pausedAt, :now)', { ':now': timeOf(now) });
    },
    async resume() {
      await update('REMOVE pausedAt', {});
    },
  };
}

type Item = Record<string, AttributeValue>;

const timeOf = (milliseconds: number) => ({ N: String(milliseconds) });

function stateOf({ hotUntil, pausedAt }: Item = {}): PollState {
  return { hotUntil: Number(hotUntil?.N ?? 0), pausedAt: pausedAt?.N === undefined ? undefined : Number(pausedAt.N) };
}
