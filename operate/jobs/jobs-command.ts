import { callOf } from '../../command/call.ts';
import { oneOfCommands, withHelp } from '../../command/command.ts';
import { PHASES } from '../../lambda/job/ports.ts';
import { deploymentHelp } from '../deployment.ts';
import { onStacks } from '../stacks/on-stacks.ts';
import { failCommand } from './fail-command.ts';
import { findCommand } from './find-command.ts';
import { requireFullJobId } from './find-job-id.ts';
import { listCommand } from './list-command.ts';
import { pauseCommand, resumeCommand } from './pause-command.ts';
import { retryCommand } from './retry-command.ts';
import { showCommand } from './show-command.ts';

const help = `Shows the jobs in the ledger, puts back or fails one, and pauses polling.

  ${callOf('jobs', 'list [--phase PHASE] [--client CLIENTID] [--limit N] [--before MOMENT]')}
                                   the newest N jobs (100), with their age since they became known; for one that waits,
                                   until when. --before continues a list. With --phase or --client, the jobs passed over
                                   are read and paid for too. Each call says what it read, and the price
  ${callOf('jobs', 'find [--pipeline NAME] [--stage NAME] [--action NAME] [--execution ID]')}
                                   the same for the jobs of a pipeline. ID is the execution of the action or, for a
                                   custom action, of the pipeline, which CodePipeline does not give to partners
  ${callOf('jobs', 'list --scan [--phase PHASE] [--client CLIENTID] [--limit N]')}
                                   the N jobs that changed last, with attempt, lease and outcome; reads every entry,
                                   including jobs of a release without an index, which the other lists leave out
  ${callOf('jobs', 'show JOBID')}
                                   everything the ledger has about a job, except what is sealed
  ${callOf('jobs', 'retry JOBID')}
                                   puts a stuck job back: the ledger first, then a message for the workers
  ${callOf('jobs', 'fail JOBID --message TEXT [--type TYPE]')}
                                   reports a job as failed; the customer reads TEXT. TYPE is a failure type of
                                   CodePipeline (JobFailed)
  ${callOf('jobs', 'pause')}
                                   stops polling at once; jobs that are queued or claimed go on. list, show and the
                                   metric PollsPaused report it
  ${callOf('jobs', 'resume')}
                                   ends the pause

  JOBID may be the beginning of a job ID, as ${callOf('start')} prints it; to find the job, the list of all jobs is read.
  With several Regions, retry and fail need the full ID: two Regions may have jobs whose IDs begin the same.
  PHASE is one of ${PHASES.join(', ')}, or several separated by commas.
  retry and fail leave alone a job that a worker holds, that has its result, or that is lost (another worker's).
  Exit code: 0 done, 1 refused or failed, 2 wrong arguments. All take --json: one JSON object a line.

${deploymentHelp}

  Permissions:
    list          dynamodb:Query on the ledger's index, dynamodb:BatchGetItem, dynamodb:GetItem, sqs:GetQueueAttributes
    list --scan   dynamodb:Scan, dynamodb:GetItem, sqs:GetQueueAttributes
    find          dynamodb:Query on the ledger's index, dynamodb:BatchGetItem
    show          dynamodb:GetItem
    retry         dynamodb:GetItem, dynamodb:PutItem, sqs:SendMessage
    fail          those of retry, codepipeline:GetThirdPartyJobDetails, codepipeline:AcknowledgeThirdPartyJob,
                  codepipeline:PutThirdPartyJobFailureResult
    pause, resume dynamodb:GetItem, dynamodb:UpdateItem
    the beginning of a job ID takes dynamodb:Query on the ledger's index too
`;

/** `partner-action jobs`: what the ledger says of jobs, and what an operator may do about one. */
export const jobsCommand = withHelp(
  help,
  oneOfCommands({
    list: onStacks(listCommand),
    find: onStacks(findCommand),
    show: onStacks(showCommand),
    retry: onStacks(retryCommand, { checkForSeveral: requireFullJobId }),
    fail: onStacks(failCommand, { checkForSeveral: requireFullJobId }),
    pause: onStacks(pauseCommand),
    resume: onStacks(resumeCommand),
  }),
);
