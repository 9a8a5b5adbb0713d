import { BatchGetItemCommand, DynamoDBClient, type KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import type { ClientConfig } from '../deployment.ts';
import type { ListedJob } from './read-index.ts';
import type { ReadMeter } from './read-meter.ts';

/** Entries of one call. Source: Amazon DynamoDB API Reference, BatchGetItem. */
const MAX_TOGETHER = 100;

/** A ledger, and what counts the reading of it. */
interface LedgerReading {
  readonly tableName: string;
  readonly config: ClientConfig;
  readonly meter: ReadMeter;
}

/**
 * The moments until which those of these jobs wait that do, in epoch milliseconds. They are read from the ledger itself: the index
 * does not hold them, so that no write of them is charged twice.
 */
export async function readMoments(
  { tableName, config, meter }: LedgerReading,
  jobs: readonly Pick<ListedJob, 'jobId' | 'phase'>[],
): Promise<ReadonlyMap<string, number>> {
  const moments = new Map<string, number>();
  let left = jobs.flatMap(({ jobId, phase }) => (phase === 'waiting' ? [{ jobId: { S: jobId } }] : []));
  if (left.length === 0) return moments;
  const client = new DynamoDBClient(config);
  try {
    while (left.length > 0) {
      const asked: KeysAndAttributes = {
        Keys: left.slice(0, MAX_TOGETHER),
        ProjectionExpression: 'jobId, notBefore',
      };
      const answer = await client.send(
        new BatchGetItemCommand({ RequestItems: { [tableName]: asked }, ReturnConsumedCapacity: 'TOTAL' }),
      );
      meter.count({ ConsumedCapacity: answer.ConsumedCapacity?.[0] });
      for (const { jobId, notBefore } of answer.Responses?.[tableName] ?? [])
        if (jobId?.S !== undefined && notBefore?.N !== undefined) moments.set(jobId.S, Number(notBefore.N));
      // What DynamoDB had no time for comes last: the others are not kept waiting for it.
      const unread = (answer.UnprocessedKeys?.[tableName]?.Keys ?? []).map(({ jobId }) => ({
        jobId: { S: jobId?.S ?? '' },
      }));
      left = [...left.slice(MAX_TOGETHER), ...unread];
    }
    return moments;
  } finally {
    client.destroy();
  }
}

/** A phase as a list shows it. @param notBefore Until when the job waits. */
export const describePhase = (phase: string, notBefore: number | undefined): string =>
  phase === 'waiting' && notBefore !== undefined ? `${phase} until ${new Date(notBefore).toISOString()}` : phase;
