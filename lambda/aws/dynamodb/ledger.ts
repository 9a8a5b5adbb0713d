import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { jobIndex, partitionOf, pipelineNames } from '../../../model/job-index.ts';
import { settled } from '../../job/or-undefined.ts';
import { type DecidedOutcome, type LedgerEntry, PHASES, type PolledLedger } from '../../job/ports.ts';
import { fromUnversioned, RECORD_VERSION } from '../../job/versions.ts';
import { type Limited, timeLimits } from '../time-limits.ts';

/** The number of calls for one batch: DynamoDB leaves entries out when the answer is too large, or when it is throttled. */
const MAX_BATCH_READS = 3;

/** The ledger's table: key `jobId`; `expiresAt` is its time to live. Values with parts are kept as JSON. The index lists the jobs. */
export function dynamodbLedger(
  tableName: string,
  { limits = timeLimits, ...config }: Limited<DynamoDBClientConfig> = {},
): PolledLedger {
  const client = new DynamoDBClient({ ...limits.calls, ...config });
  return {
    async read(jobId) {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { jobId: { S: jobId } }, ConsistentRead: true }),
      );
      return item && entryFrom(item);
    },
    async readAll(jobIds) {
      const found = new Map<string, Item>();
      let keys: Item[] = [...new Set(jobIds)].map((jobId) => ({ jobId: { S: jobId } }));
      for (let tried = 0; keys.length > 0 && tried < MAX_BATCH_READS; tried++) {
        const RequestItems = { [tableName]: { Keys: keys, ConsistentRead: true } };
        const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }));
        for (const item of Responses?.[tableName] ?? []) found.set(item['jobId']?.S ?? '', item);
        keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
      }
      const unread = new Set(keys.map(({ jobId }) => jobId?.S));
      return jobIds.map((jobId) =>
        settled(() => {
          if (unread.has(jobId)) throw new Error(`DynamoDB did not read the entry of job ${jobId}`);
          const item = found.get(jobId);
          return item && entryFrom(item);
        }),
      );
    },
    async write(entry, replacing) {
      const condition =
        replacing === undefined
          ? { ConditionExpression: 'attribute_not_exists(jobId)' }
          : {
              ConditionExpression: 'revision = :replacing',
              ExpressionAttributeValues: { ':replacing': { S: replacing } },
            };
      try {
        await client.send(new PutItemCommand({ TableName: tableName, Item: itemFrom(entry), ...condition }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}

type Item = Record<string, AttributeValue>;

const TEXTS = [
  'jobId',
  'clientId',
  'phase',
  'stoppedIn',
  'revision',
  'spilled',
  'nonceHash',
  ...pipelineNames,
] as const;
const NUMBERS = [
  'attempt',
  'runs',
  'leaseUntil',
  'notBefore',
  'changedAt',
  'createdAt',
  'expiresAt',
  'losses',
  'inVain',
] as const;
const STRUCTURES = ['owner', 'remembered', 'outcome', 'rounds', 'asked'] as const;

function itemFrom(entry: LedgerEntry): Item {
  const item: Item = { version: { N: String(RECORD_VERSION) } };
  for (const name of TEXTS) if (entry[name] !== undefined) item[name] = { S: entry[name] };
  for (const name of NUMBERS) if (entry[name] !== undefined) item[name] = { N: String(entry[name]) };
  for (const name of STRUCTURES) if (entry[name] !== undefined) item[name] = { S: JSON.stringify(entry[name]) };
  if (entry.createdAt !== undefined) item[jobIndex.partitionKey] = { S: partitionOf(entry.jobId, entry.createdAt) };
  if (entry.outcome) item['outcome'] = { S: JSON.stringify({ version: RECORD_VERSION, ...entry.outcome }) };
  return item;
}

/** @throws Error for a phase that only a later release knows: the job is left to its workers. */
function entryFrom({ version, [jobIndex.partitionKey]: _, ...item }: Item): LedgerEntry {
  const parsed = Object.entries(item).map(([name, { S: text, N: number }]) => {
    if (number !== undefined) return [name, Number(number)];
    return [name, STRUCTURES.some((structure) => structure === name) ? JSON.parse(text ?? 'null') : text];
  });
  const { outcome, ...entry } = Object.fromEntries(parsed);
  if (!PHASES.includes(entry.phase)) {
    throw new Error(`Job ${entry.jobId} is in the phase "${entry.phase}", which this release does not know.`);
  }
  if (outcome !== undefined) entry.outcome = withoutVersion(outcome);
  return version === undefined ? fromUnversioned(entry) : entry;
}

function withoutVersion({ version: _, ...outcome }: DecidedOutcome & { version?: number }): DecidedOutcome {
  return outcome;
}
