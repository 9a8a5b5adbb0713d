import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { atMost, holds } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { startWorker, type WorkerCalls } from '../pipeline/started-worker.ts';

const WINDOW_BYTES = 8 * 1024 * 1024;
const PART_BYTES = 8 * 1024 * 1024;

export const calls: Measurement = {
  name: 'calls',
  title: 'calls of a warm worker for one job, input to transformed output',
  async measure({ corpora, scratch }) {
    const { zip, zipBytes } = await corpora.twoLarge();
    await using worker = await startWorker(join(scratch, 'worker'));
    await worker.runJob((await corpora.manySmall()).zip);
    worker.takeCalls();
    const job = await worker.runJob(zip);
    const seen = worker.takeCalls();
    const output = job.outputArtifacts[0]?.path;
    if (output === undefined) throw new Error('The job has no output artifact');
    const outputBytes = (await stat(output)).size;
    return { figures: [], facts: countCalls(seen), goals: judge(seen, zipBytes, outputBytes), skipped: [] };
  },
};

const POLL = 'PollForThirdPartyJobs';
/** What sends parts or wholes, and what begins and ends an upload in parts. */
const SENDING = ['PutObject', 'UploadPart', 'CreateMultipartUpload', 'CompleteMultipartUpload'];

function judge({ codepipeline, s3, dynamodb }: WorkerCalls, inputBytes: number, outputBytes: number) {
  const beside = codepipeline.filter((operation) => operation !== POLL).length;
  const gets = s3.filter((operation) => operation === 'GetObject').length;
  const puts = s3.filter((operation) => SENDING.includes(operation)).length;
  // The poller and the worker read the ledger once each; a third would be the table of the clients.
  const reads = dynamodb.filter((operation) => operation === 'GetItem').length;
  return [
    holds('G12', 'CodePipeline calls beside the poll = 3', beside === 3, String(beside)),
    atMost('G12', 'GET requests to S3', [gets, Math.ceil(inputBytes / WINDOW_BYTES) + 2]),
    atMost('G12', 'PUT and POST requests to S3', [puts, Math.ceil(outputBytes / PART_BYTES) + 2]),
    atMost('G12', 'reads of DynamoDB, none of them of a client token', [reads, 2]),
  ];
}

function countCalls(seen: WorkerCalls): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const operation of Object.values(seen).flat()) counted[operation] = (counted[operation] ?? 0) + 1;
  return counted;
}
