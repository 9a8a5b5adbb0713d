import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { Refusal } from '../../command/command.ts';
import type { LedgerEntry } from '../../lambda/job/ports.ts';
import { ROUNDS } from '../../lambda/job/rounds.ts';
import { POLLING_KEY } from '../../model/polling.ts';
import type { ClientConfig } from '../deployment.ts';
import { type OutcomeKind, outcomeKind } from './entry.ts';
import type { ReadMeter } from './read-meter.ts';

/** Items a page: what is left out of an item still counts towards the megabyte that a page may have. */
const PAGE_SIZE = 200;

/** The parts of a job that a scan shows. Its outcome and state, sealed or not, are not read. */
export type ScannedJob = Pick<LedgerEntry, 'jobId' | 'clientId' | 'phase' | 'attempt' | 'leaseUntil' | 'changedAt'> & {
  outcome: OutcomeKind | undefined;
  /** Of a job that waits: until when, in epoch milliseconds. */
  notBefore: number | undefined;
};

const NAMES = ['jobId', 'clientId', 'phase', 'attempt', 'leaseUntil', 'changedAt', 'outcome', 'notBefore'] as const;

/** The jobs in the ledger, in no order, page after page as they are asked for. */
export async function* scanLedger(
  tableName: string,
  config: ClientConfig,
  meter: ReadMeter,
): AsyncGenerator<ScannedJob> {
  const client = new DynamoDBClient(config);
  const pages = paginateScan(
    { client, pageSize: PAGE_SIZE },
    {
      TableName: tableName,
      ReturnConsumedCapacity: 'TOTAL',
      ProjectionExpression: NAMES.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(NAMES.map((name) => [`#${name}`, name])),
    },
  );
  try {
    for await (const page of pages) {
      meter.count(page);
      const items = page.Items ?? [];
      if (items.some(({ jobId }) => jobId === undefined)) throw new Refusal(`${tableName} is not a ledger.`);
      yield* items.map(jobFrom).filter(({ jobId }) => !jobId.startsWith(ROUNDS) && jobId !== POLLING_KEY);
    }
  } finally {
    client.destroy();
  }
}

function jobFrom(item: Record<string, AttributeValue>): ScannedJob {
  const text = (name: string) => item[name]?.S ?? '';
  const number = (name: string) => Number(item[name]?.N ?? 0);
  return {
    jobId: text('jobId'),
    clientId: text('clientId'),
    // What stands there was written as a phase.
    phase: text('phase') as LedgerEntry['phase'],
    attempt: number('attempt'),
    leaseUntil: number('leaseUntil'),
    changedAt: number('changedAt'),
    notBefore: item['notBefore']?.N === undefined ? undefined : number('notBefore'),
    outcome: item['outcome']?.S === undefined ? undefined : outcomeKind(JSON.parse(item['outcome'].S)),
  };
}
