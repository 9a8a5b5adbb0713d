import type { ParseArgsOptionsConfig } from 'node:util';
import { actionsFlag, type ReadActions } from '../../command/actions-flag.ts';
import { callOf } from '../../command/call.ts';
import { type Command, type CommandSurroundings, UsageError, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import type { Action } from '../../lambda/action/action.ts';
import { deploymentFileNames } from '../../model/deployment-outline.ts';
import { findDeployment } from '../deployment.ts';
import { gatherFrom, printGathered } from '../stacks/gathered.ts';
import { type CheckResult, lookAll } from './check.ts';
import { chooseStacks } from './choose-stacks.ts';
import { examine } from './examine.ts';
import { resourceChecks } from './resource-checks.ts';

const help = `${callOf('doctor', '[--stack NAME] [--region R[,R…]|all] [--no-poll] [--json]')}
Checks whether a deployment can work, before it is made and after. Each line is ok, a warning or a fault, with what to do.

  --stack NAME           without it, every stack of ${deploymentFileNames[0]}; without that file, PartnerAction
  --region R[,R…]        Regions, side by side; without it, those of the file, or that of your AWS settings. all: those of the
                         file; without one, wherever the stack is
  --actions PATH         the module that exports \`actions\`, whose types are looked up; by default that of the file, or the
                         one that start takes
  --no-poll              does not invoke the poller. It polls as it does every minute: jobs that are on offer are queued
  --local                on the services of a running ${callOf('start')}: tables and queues only
  --json                 one JSON object a line: region, stack, check, result, says, todo

  credentials            whether AWS accepts them, and whose they are
  clock                  whether this machine's clock agrees with that of AWS
  concurrency            whether Lambda's quota allows maximumConcurrency
  bootstrap              whether the CDK's bootstrap stack is there
  action …               whether the action type is registered, with this account among its polling accounts
  stack                  its state in CloudFormation; the checks below need it
  ledger, clients, queue whether they answer
  dead letters           whether there are any
  poll                   whether the deployed poller can poll CodePipeline

  Permissions: sts:GetCallerIdentity, lambda:GetAccountSettings, cloudformation:DescribeStacks, codepipeline:GetActionType,
  dynamodb:GetItem, sqs:GetQueueAttributes and, for the poll, lambda:InvokeFunction.
  Exit code: 0 without a fault, 1 with one, 2 wrong arguments.
`;

const HEADING = ['STACK', 'CHECK', 'RESULT', 'SAYS'];

/** `partner-action doctor`: checks whether a deployment can work. */
export const doctorCommand = (read: ReadActions<Action>): Command =>
  withHelp(help, async (args, surroundings) => {
    const { values } = parseFlags(args, FLAGS);
    const { environment, clock } = surroundings;
    if (values.local) {
      if (values.stack ?? values.region)
        throw new UsageError('--local is on no stack: leave out --stack and --region.');
      const results = await lookAll(resourceChecks(findDeployment({ local: true }, environment)));
      return tell('local', results, values.json, surroundings);
    }
    const { stacks, actions } = await chooseStacks(values, surroundings);
    const readTypes = async () => (await read(values.actions ?? actions, environment)).actions.map(({ type }) => type);
    const gathered = await Promise.all(
      stacks.map((examined) =>
        gatherFrom(examined.region, stacks.length > 1, surroundings, async (own) => {
          const results = await examine({ examined, clock, readTypes, polls: !values['no-poll'] });
          tell(examined.stackName, results, values.json, own);
        }),
      ),
    );
    printGathered(gathered, surroundings);
    for (const { error } of gathered) if (error) throw error;
  });

const FLAGS = {
  ...actionsFlag,
  stack: { type: 'string' },
  region: { type: 'string' },
  'no-poll': { type: 'boolean', default: false },
  local: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig;

function tell(
  stack: string,
  results: readonly CheckResult[],
  asJson: boolean,
  { printTable, printJson, exitWith }: CommandSurroundings,
): void {
  if (asJson) for (const finding of results) printJson({ stack, ...finding });
  else {
    printTable(
      HEADING,
      results.map(({ check, result, says, todo }) => [
        stack,
        check,
        result,
        todo === undefined ? says : `${says} ${todo}`,
      ]),
    );
  }
  if (results.some(({ result }) => result === 'fault')) exitWith(1);
}
