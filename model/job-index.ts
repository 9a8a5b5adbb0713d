/**
 * The one index of the ledger: the jobs of a day, in the order in which they became known. The list is the template's, the
 * local table's, and that of whoever writes or queries it.
 */
export const jobIndex = {
  name: 'ByCreation',
  /** A day and a shard of it, such as `2030-01-31#1`. */
  partitionKey: 'listedOn',
  /** Epoch milliseconds. */
  sortKey: 'createdAt',
} as const;

/** What CodePipeline tells of where in a pipeline a job is from. None of it is secret. */
export const pipelineNames = [
  'pipelineName',
  'stageName',
  'actionName',
  'actionExecutionId',
  'pipelineExecutionId',
] as const;

/**
 * All that the index holds beside its keys and the job ID. A write that changes none of it, such as the renewal of a lease,
 * does not touch the index, and is not charged for it.
 */
export const indexedAttributes = ['clientId', 'phase', ...pipelineNames] as const;

/** One partition of an index takes 1,000 write units a second, and a job needs five of them. */
const SHARDS = 2;

/** All partitions of a day, because its jobs may be in any of them. */
export const partitionsOf = (day: string): string[] => Array.from({ length: SHARDS }, (_, shard) => `${day}#${shard}`);

/** The day of a moment, as partitions are named: in UTC. */
export const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/** The partition in which a job is listed; it does not change as long as the job has an entry. */
export function partitionOf(jobId: string, createdAt: number): string {
  let sum = 0;
  for (const character of jobId) sum += character.codePointAt(0) ?? 0;
  return `${dayOf(createdAt)}#${sum % SHARDS}`;
}
