import { type Command, UsageError } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import type { FailureType } from '../../lambda/action/failure.ts';
import type { PolledJob } from '../../lambda/action/job.ts';
import { type Failed, failed } from '../../lambda/action/outcome.ts';
import { dynamodbLedger } from '../../lambda/aws/dynamodb/ledger.ts';
import type { LedgerEntry } from '../../lambda/job/ports.ts';
import { shapes } from '../../model/codepipeline/shapes.ts';
import { findViolations } from '../check-value.ts';
import { deploymentOptions, findDeployment } from '../deployment.ts';
import { failJob } from './fail-job.ts';
import { findJobId } from './find-job-id.ts';
import { sendLater } from './job-queue.ts';
import { jobSource } from './job-source.ts';

/** `jobs fail`: reports a job as failed, with a sentence for its customer. */
export const failCommand: Command = async (args, { environment, clock, redactor, print, printJson }) => {
  const { values, operands } = parseFlags(
    args,
    {
      ...deploymentOptions,
      message: { type: 'string' },
      type: { type: 'string', default: 'JobFailed' },
      json: { type: 'boolean' },
    },
    ['JOBID'],
  );
  const failure = readFailure(values.type, values.message);
  const deployment = findDeployment(values, environment);
  const jobId = await findJobId(deployment, operands[0] ?? '', clock.now());
  const database = deployment.configOf('dynamodb');
  const queueUrl = deployment.require('queueUrl');
  const ports = {
    sourceOf: (entry: LedgerEntry) => jobSource(deployment, entry),
    ledger: dynamodbLedger(deployment.require('ledgerTable'), database),
    clock,
    sendLater: (job: PolledJob) => sendLater(queueUrl, deployment.configOf('sqs'), job),
  };
  await failJob(ports, jobId, failure, redactor);
  if (values.json) printJson({ jobId, phase: 'reported', failure });
  else print(`Job ${jobId} is reported as failed: ${failure.type}.`);
};

/** @throws UsageError saying which limit of the API is broken. */
function readFailure(type: string, message: string | undefined): Failed {
  if (message === undefined) throw new UsageError('Give --message TEXT: the customer reads it as the reason.');
  const violations = findViolations(shapes, 'FailureDetails', { type, message });
  if (violations) throw new UsageError(`${violations}.`);
  // It was just checked to be one of the enumeration.
  return failed(type as FailureType, message);
}
