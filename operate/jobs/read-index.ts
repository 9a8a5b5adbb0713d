import { type AttributeValue, DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { LedgerEntry, PipelineNames } from '../../lambda/job/ports.ts';
import { dayOf, jobIndex, partitionsOf, pipelineNames } from '../../model/job-index.ts';
import type { ClientConfig } from '../deployment.ts';
import type { ReadMeter } from './read-meter.ts';

/** A job as the index shows it, some milliseconds after the entry itself. */
export type ListedJob = Pick<LedgerEntry, 'jobId' | 'clientId' | 'phase'> & PipelineNames & { createdAt: number };

/** The values that a job must have, each exactly. */
export interface JobFilter extends Pick<PipelineNames, 'pipelineName' | 'stageName' | 'actionName'> {
  clientId?: string | undefined;
  /** The job is in one of these phases. */
  phases?: readonly string[] | undefined;
  /** The execution of the action or of the pipeline. */
  executionId?: string | undefined;
  /** The beginning of the job ID. */
  jobIdPrefix?: string | undefined;
}

interface IndexReading {
  tableName: string;
  config: ClientConfig;
  filter: JobFilter;
  /** Epoch milliseconds: only jobs that were created before this. */
  before: number;
  /** How many jobs to read at a time without a filter; with one, a page has DynamoDB's own size. */
  wanted: number;
  meter: ReadMeter;
}

/** How far the clock of a function may be ahead of this one, in milliseconds. */
export const MAX_SKEW = 60_000;
/** An entry is kept for 14 days after its last change, and a job lives for less than two. */
const MAX_DAYS = 16;
const DAY = 24 * 3600 * 1000;

/** The jobs in the index, the newest first, read as they are asked for: day after day, the partitions of one side by side. */
export async function* newestJobs(reading: IndexReading): AsyncGenerator<ListedJob> {
  const client = new DynamoDBClient(reading.config);
  try {
    for (let day = 0; day < MAX_DAYS; day++) {
      const partitions = partitionsOf(dayOf(reading.before - 1 - day * DAY));
      yield* merged(partitions.map((partition) => jobsOf(client, partition, reading)));
    }
  } finally {
    client.destroy();
  }
}

/** Takes the newest that any of them has next. */
async function* merged(all: readonly AsyncGenerator<ListedJob>[]): AsyncGenerator<ListedJob> {
  const heads = await Promise.all(all.map(async (jobs) => ({ jobs, next: await jobs.next() })));
  for (;;) {
    const [newest] = heads
      .flatMap((head) => (head.next.done ? [] : [{ head, job: head.next.value }]))
      .toSorted((a, b) => b.job.createdAt - a.job.createdAt);
    if (!newest) return;
    yield newest.job;
    newest.head.next = await newest.head.jobs.next();
  }
}

async function* jobsOf(client: DynamoDBClient, partition: string, reading: IndexReading): AsyncGenerator<ListedJob> {
  const { tableName, filter, before, wanted, meter } = reading;
  const conditions = conditionsOf(filter);
  const request: QueryCommandInput = {
    TableName: tableName,
    IndexName: jobIndex.name,
    KeyConditionExpression: '#partition = :partition AND #moment < :before',
    ExpressionAttributeNames: { '#partition': jobIndex.partitionKey, '#moment': jobIndex.sortKey, ...conditions.names },
    ExpressionAttributeValues: {
      ':partition': { S: partition },
      ':before': { N: String(before) },
      ...conditions.values,
    },
    ScanIndexForward: false,
    ReturnConsumedCapacity: 'TOTAL',
    ...(conditions.all.length > 0 ? { FilterExpression: conditions.all.join(' AND ') } : { Limit: wanted }),
  };
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await client.send(new QueryCommand({ ...request, ExclusiveStartKey: from })).catch(explainNoIndex);
    meter.count(page);
    yield* (page.Items ?? []).map(jobFrom);
    from = page.LastEvaluatedKey;
  } while (from);
}

/** A table of the release before has no index until it is deployed again, and for some minutes after that. */
function explainNoIndex(error: unknown): never {
  if (!(error instanceof Error) || !/ndex/.test(error.message)) throw error;
  const why = 'an earlier release deployed the ledger, or the index is still being made';
  throw Object.assign(
    new Error(`${why}. Deploy this release, or wait; jobs list --scan needs no index`, { cause: error }),
    {
      name: `There is no index ${jobIndex.name}`,
    },
  );
}

/** DynamoDB leaves out jobs that do not match only after it has read them and charged for them. */
function conditionsOf({ executionId, jobIdPrefix, phases, ...equal }: JobFilter) {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const all: string[] = [];
  for (const [name, value] of Object.entries(equal)) {
    if (value === undefined) continue;
    names[`#${name}`] = name;
    values[`:${name}`] = { S: value };
    all.push(`#${name} = :${name}`);
  }
  if (phases !== undefined) {
    names['#phase'] = 'phase';
    for (const [at, phase] of phases.entries()) values[`:phase${at}`] = { S: phase };
    all.push(`#phase IN (${phases.map((_, at) => `:phase${at}`).join(', ')})`);
  }
  if (executionId !== undefined) {
    values[':execution'] = { S: executionId };
    all.push('(actionExecutionId = :execution OR pipelineExecutionId = :execution)');
  }
  if (jobIdPrefix !== undefined) {
    values[':prefix'] = { S: jobIdPrefix };
    all.push('begins_with(jobId, :prefix)');
  }
  return { names, values, all };
}

function jobFrom(item: Record<string, AttributeValue>): ListedJob {
  const names = pipelineNames.flatMap((name) => (item[name]?.S === undefined ? [] : [[name, item[name].S]]));
  return {
    jobId: item['jobId']?.S ?? '',
    clientId: item['clientId']?.S ?? '',
    // What stands there was written as a phase.
    phase: (item['phase']?.S ?? '') as LedgerEntry['phase'],
    createdAt: Number(item[jobIndex.sortKey]?.N ?? 0),
    ...Object.fromEntries(names),
  };
}
