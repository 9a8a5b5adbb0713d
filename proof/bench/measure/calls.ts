import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { atMost, holds } from '../goal.ts';
import type { JudgedGoal, Measurement } from '../measurement.ts';
import { type CountedCalls, countPollCalls } from '../pipeline/count-poll-calls.ts';
import { startWorker, type WorkerCalls } from '../pipeline/started-worker.ts';

const WINDOW_BYTES = 8 * 1024 * 1024;
const PART_BYTES = 8 * 1024 * 1024;

export const calls: Measurement = {
  name: 'calls',
  title: 'calls of a warm worker for one job, input to transformed output',
  async measure({ corpora, scratch, quick }) {
    const { zip, zipBytes } = await corpora.twoLarge();
    await using worker = await startWorker(join(scratch, 'worker'));
    await worker.runJob((await corpora.manySmall()).zip);
    worker.takeCalls();
    const job = await worker.runJob(zip);
    const seen = worker.takeCalls();
    const output = job.outputArtifacts[0]?.path;
    if (output === undefined) throw new Error('The job has no output artifact');
    const outputBytes = (await stat(output)).size;
    const polls = await measurePolls(quick ? [1, 10] : [1, 10, 1000]);
    return {
      figures: [],
      facts: { ...countCalls(seen), ...polls.facts },
      goals: [...judge(seen, zipBytes, outputBytes), ...polls.goals],
      skipped: [],
    };
  },
};

/** What a poller asks of ledger and queue for numbers of new jobs, and for the same ones when they are offered again. */
async function measurePolls(numbers: readonly number[]) {
  const facts: Record<string, string> = {};
  const goals: JudgedGoal[] = [];
  for (const jobs of numbers) {
    const { queueing, lookingAgain } = await countPollCalls(jobs);
    const shown = (calls: CountedCalls) =>
      Object.entries(calls)
        .map(([operation, count]) => `${count} ${operation}`)
        .join(', ');
    facts[`a poller for ${jobs} new jobs`] = shown(queueing);
    facts[`a poller for ${jobs} jobs that are offered again`] = shown(lookingAgain);
    const { BatchGetItem = 0, PutItem = 0, SendMessageBatch = 0 } = queueing;
    const most = 2 * Math.ceil(jobs / 10) + jobs;
    const counted = BatchGetItem + PutItem + SendMessageBatch;
    goals.push(atMost('G12', `calls of ledger and queue for ${jobs} new jobs`, [counted, most]));
  }
  return { facts, goals };
}

const POLL = 'PollForThirdPartyJobs';
const READING = ['GetItem', 'BatchGetItem'];
/** What sends parts or wholes, and what begins and ends an upload in parts. */
const SENDING = ['PutObject', 'UploadPart', 'CreateMultipartUpload', 'CompleteMultipartUpload'];

function judge({ codepipeline, s3, dynamodb }: WorkerCalls, inputBytes: number, outputBytes: number) {
  const beside = codepipeline.filter((operation) => operation !== POLL).length;
  const gets = s3.filter((operation) => operation === 'GetObject').length;
  const puts = s3.filter((operation) => SENDING.includes(operation)).length;
  // The poller reads the pause, and it and the worker read the ledger; a fourth would be the table of the clients.
  const reads = dynamodb.filter((operation) => READING.includes(operation)).length;
  return [
    holds('G12', 'CodePipeline calls beside the poll = 3', beside === 3, String(beside)),
    atMost('G12', 'GET requests to S3', [gets, Math.ceil(inputBytes / WINDOW_BYTES) + 2]),
    atMost('G12', 'PUT and POST requests to S3', [puts, Math.ceil(outputBytes / PART_BYTES) + 2]),
    atMost('G12', 'reads of DynamoDB, none of them of a client token', [reads, 3]),
  ];
}

function countCalls(seen: WorkerCalls): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const operation of Object.values(seen).flat()) counted[operation] = (counted[operation] ?? 0) + 1;
  return counted;
}
