import { setInterval } from 'node:timers';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { LOCAL_REGION, ledgerTableName, localKeyPair } from '../../model/local/services.ts';
import { POLLING_KEY } from '../../model/polling.ts';
import type { LocalDynamodb } from '../dynamodb/dynamodb.ts';
import type { Recorder } from './recorder.ts';

/** Milliseconds; the command that pauses the polls writes to the ledger, past everything that is watched here. */
const LOOK_EVERY = 3_000;

interface Watch {
  /** Whether the deployment has paused the polls too, for as long as the functions are up. */
  isDeployed?: boolean | undefined;
  /** Milliseconds between two looks. */
  lookEvery?: number;
}

/** Records that the polls are paused, and whenever a command pauses them or has them go on. Returns what ends that. */
export function watchPause(
  recorder: Pick<Recorder, 'record'>,
  { url }: Pick<LocalDynamodb, 'url'>,
  { isDeployed = false, lookEvery = LOOK_EVERY }: Watch = {},
): () => void {
  const client = new DynamoDBClient({ endpoint: url, region: LOCAL_REGION, credentials: localKeyPair });
  const command = new GetItemCommand({ TableName: ledgerTableName, Key: { jobId: { S: POLLING_KEY } } });
  const deployed = isDeployed && ({ deployed: true } as const);
  if (deployed) recorder.record({ kind: 'pause', ...deployed });
  let last: string | undefined;
  const look = async () => {
    const { Item: item } = await client.send(command);
    const since = item?.['pausedAt']?.N;
    if (since === last) return;
    last = since;
    recorder.record({ kind: 'pause', ...deployed, ...(since !== undefined && { since: Number(since) }) });
  };
  // It is only shown; when it cannot be read, the services are closing.
  const regularly = setInterval(() => void look().catch(() => {}), lookEvery).unref();
  return () => {
    clearInterval(regularly);
    client.destroy();
  };
}
