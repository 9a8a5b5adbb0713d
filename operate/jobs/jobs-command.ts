import { callOf } from '../../command/call.ts';
import { oneOfCommands, withHelp } from '../../command/command.ts';
import { deploymentHelp } from '../deployment.ts';
import { onStacks } from '../stacks/on-stacks.ts';
import { phases } from './entry.ts';
import { failCommand } from './fail-command.ts';
import { findCommand } from './find-command.ts';
import { requireFullJobId } from './find-job-id.ts';
import { listCommand } from './list-command.ts';
import { pauseCommand, resumeCommand } from './pause-command.ts';
import { retryCommand } from './retry-command.ts';
import { showCommand } from './show-command.ts';

const help = `Looks at the jobs in the ledger, and takes up those that are stuck.

  ${callOf('jobs', 'list [--phase PHASE] [--client CLIENTID] [--limit N] [--before MOMENT]')}
                                   the newest N jobs (100); age: since they became known; of one that waits, until
                                   when. --before goes on where a list ended. With --phase or --client, all that is newer is read too and paid for:
                                   each call says what it read, and the price
  ${callOf('jobs', 'find [--pipeline NAME] [--stage NAME] [--action NAME] [--execution ID]')}
                                   the same for the jobs of a pipeline. ID is the execution of the action; for a custom
                                   action that of the pipeline too, which CodePipeline tells no partner
  ${callOf('jobs', 'list --scan [--phase PHASE] [--client CLIENTID] [--limit N]')}
                                   the N jobs that changed last, with attempt, lease and outcome; reads every entry,
                                   those that an earlier release began too, which are in no list
  ${callOf('jobs', 'show JOBID')}
                                   everything the ledger says of a job, except what is sealed
  ${callOf('jobs', 'retry JOBID')}
                                   puts a stuck job back: the ledger first, then a message for the workers
  ${callOf('jobs', 'fail JOBID --message TEXT [--type TYPE]')}
                                   reports a job as failed; the customer reads TEXT. TYPE is a failure type of
                                   CodePipeline, JobFailed when left out
  ${callOf('jobs', 'pause')}
                                   has the poller ask CodePipeline for no jobs, at once; those that are queued or claimed
                                   go on. The metric PollsPaused, list and show say so
  ${callOf('jobs', 'resume')}
                                   takes that back

  JOBID may be the beginning of a job ID, such as ${callOf('start')} prints it. To find that one, the list of all jobs is read.
  In several Regions retry and fail take the full ID: each may have a job that begins the same.
  PHASE is one of ${phases.join(', ')}, or several separated by commas.
  A job that a worker holds, that has its result, or that is lost (another worker's) is left as it is.
  Exit code: 0 done, 1 refused or failed, 2 wrong arguments. All take --json: one JSON object a line.

${deploymentHelp}

  Permissions: list, find and the beginning of a job ID dynamodb:Query on the ledger's index; list --scan dynamodb:Scan;
  list and find dynamodb:BatchGetItem for jobs that wait; list dynamodb:GetItem and sqs:GetQueueAttributes too;
  show dynamodb:GetItem; retry dynamodb:GetItem, dynamodb:PutItem and sqs:SendMessage;
  fail those of retry and codepipeline:GetThirdPartyJobDetails, codepipeline:AcknowledgeThirdPartyJob and
  codepipeline:PutThirdPartyJobFailureResult; pause and resume dynamodb:GetItem and dynamodb:UpdateItem.
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
