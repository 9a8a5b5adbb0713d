import { PutThirdPartyJobFailureResultCommand } from '@aws-sdk/client-codepipeline';
import type { SQSEvent } from 'aws-lambda';
import { claimBare, codepipeline } from './bare-job.ts';

/** A last word that uses nothing but the SDK: the clients of our last word, and its calls. */
export async function handler(event: SQSEvent): Promise<void> {
  const { jobId, clientToken, write } = await claimBare(event);
  await write('decided');
  const failureDetails = { type: 'SystemUnavailable' as const, message: 'The job was given up.' };
  await codepipeline.send(new PutThirdPartyJobFailureResultCommand({ jobId, clientToken, failureDetails }));
  await write('reported');
}
