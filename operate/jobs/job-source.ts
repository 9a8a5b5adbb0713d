import { randomUUID } from 'node:crypto';
import { customJobs } from '../../lambda/aws/codepipeline/custom-jobs.ts';
import { thirdPartyJobs } from '../../lambda/aws/codepipeline/third-party-jobs.ts';
import { dynamodbClients } from '../../lambda/aws/dynamodb/clients.ts';
import type { JobSource } from '../../lambda/job/job-source.ts';
import type { LedgerEntry } from '../../lambda/job/ports.ts';
import { customSource } from '../../lambda/sources/custom/custom-source.ts';
import { thirdPartySource } from '../../lambda/sources/third-party/third-party-source.ts';
import type { Deployment } from '../deployment.ts';

/** Only a custom action's job has a nonce that was queued, and no client. */
export const isCustom = ({ nonceHash }: LedgerEntry) => nonceHash !== undefined;

/**
 * Where a job's failure is reported to. Nothing is sealed for a failure, so that an operator needs no permission to read the
 * secret of the stack. @throws UsageError when the deployment does not name the clients of a partner's job.
 */
export function jobSource(deployment: Deployment, entry: LedgerEntry): JobSource {
  const config = deployment.configOf('codepipeline');
  if (isCustom(entry)) return customSource({ jobs: customJobs(config), secret: async () => randomUUID() });
  const clients = dynamodbClients(deployment.require('clientsTable'), deployment.configOf('dynamodb'));
  return thirdPartySource({ jobs: thirdPartyJobs(config), clients });
}
