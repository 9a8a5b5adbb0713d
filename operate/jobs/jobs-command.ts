import { callOf } from '../../command/call.ts';
import { oneOfCommands, withHelp } from '../../command/command.ts';
import { deploymentHelp } from '../deployment.ts';
import { onStacks } from '../stacks/on-stacks.ts';
import { phases } from './entry.ts';
import { failCommand } from './fail-command.ts';
import { listCommand } from './list-command.ts';
import { retryCommand } from './retry-command.ts';
import { showCommand } from './show-command.ts';

const help = `Looks at the jobs in the ledger, and takes up those that are stuck.

  ${callOf('jobs', 'list [--phase PHASE] [--client CLIENTID] [--limit N] [--json]')}
                                   at most N jobs (100), newest of them first; age: since their last change
  ${callOf('jobs', 'show JOBID [--json]')}
                                   everything the ledger says of a job, except what is sealed
  ${callOf('jobs', 'retry JOBID')}
                                   puts a stuck job back: the ledger first, then a message for the workers
  ${callOf('jobs', 'fail JOBID --message TEXT [--type TYPE]')}
                                   reports a job as failed; the customer reads TEXT. TYPE is a failure type of
                                   CodePipeline, JobFailed when left out

  PHASE is one of ${phases.join(', ')}.
  A job that a worker holds, that has its result, or that is lost (another worker's) is left as it is.
  Exit code: 0 done, 1 refused or failed, 2 wrong arguments. --json prints one JSON object a line.

${deploymentHelp}

  Permissions: list dynamodb:Scan and sqs:GetQueueAttributes; show dynamodb:GetItem; retry dynamodb:GetItem,
  dynamodb:PutItem and sqs:SendMessage; fail those of retry and codepipeline:GetThirdPartyJobDetails,
  codepipeline:AcknowledgeThirdPartyJob and codepipeline:PutThirdPartyJobFailureResult.
`;

/** `partner-action jobs` */
export const jobsCommand = withHelp(
  help,
  oneOfCommands({
    list: onStacks(listCommand),
    show: onStacks(showCommand),
    retry: onStacks(retryCommand),
    fail: onStacks(failCommand),
  }),
);
