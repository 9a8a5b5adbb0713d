import { setInterval } from 'node:timers';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { LOCAL_REGION, ledgerTableName, localKeyPair } from '../../model/local/services.ts';
import { POLLING_KEY } from '../../model/polling.ts';
import type { LocalDynamodb } from '../dynamodb/dynamodb.ts';
import type { Recorder } from './recorder.ts';

/** Milliseconds; the command that pauses the polls writes to the ledger, past everything that is watched here. */
const LOOK_EVERY = 3_000;

/** Records whenever a command has paused the polls, or has them go on. Returns what ends that. */
export function watchPause(
  recorder: Pick<Recorder, 'record'>,
  { url }: Pick<LocalDynamodb, 'url'>,
  lookEvery = LOOK_EVERY,
): () => void {
  const client = new DynamoDBClient({ endpoint: url, region: LOCAL_REGION, credentials: localKeyPair });
  const command = new GetItemCommand({ TableName: ledgerTableName, Key: { jobId: { S: POLLING_KEY } } });
  let last: string | undefined;
  const look = async () => {
    const { Item: item } = await client.send(command);
    const since = item?.['pausedAt']?.N;
    if (since === last) return;
    last = since;
    recorder.record({ kind: 'pause', ...(since !== undefined && { since: Number(since) }) });
  };
  // It is only shown; when it cannot be read, the services are closing.
  const regularly = setInterval(() => void look().catch(() => {}), lookEvery).unref();
  return () => {
    clearInterval(regularly);
    client.destroy();
  };
}
