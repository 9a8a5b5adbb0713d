import type { ActionTypeId } from '../../model/action-type.ts';
import type { Clock } from '../../model/clock.ts';
import { findDeployment } from '../deployment.ts';
import { type FoundStack, readStack, variablesOf } from '../stacks/read-stack.ts';
import { bootstrapCheck, clockCheck, concurrencyCheck } from './account-checks.ts';
import { actionTypeCheck } from './action-type-check.ts';
import { type Caller, readCaller } from './caller.ts';
import { type Check, type CheckResult, fault, lookAll, ok, warning } from './check.ts';
import type { ExaminedStack } from './choose-stacks.ts';
import { pollCheck } from './poll-check.ts';
import { resourceChecks } from './resource-checks.ts';

interface Examination {
  readonly examined: ExaminedStack;
  readonly clock: Clock;
  /** The types of the actions that the worker serves, or will serve. */
  readTypes(): Promise<readonly ActionTypeId[]>;
  /** Whether the poller may be invoked. */
  readonly polls: boolean;
}

/** The default of the construct. */
const USUAL_CONCURRENCY = 50;
/** A stack in one of these states is as it was deployed last. */
const GOOD = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;

/** Runs all checks of a stack. Without credentials, only the first can run. */
export async function examine(examination: Examination): Promise<CheckResult[]> {
  const { examined, clock } = examination;
  const { region, stackName } = examined;
  let caller: Caller | undefined;
  const credentials: Check = {
    name: 'credentials',
    look: async () => {
      caller = await readCaller(region, clock);
      return ok(`${caller.arn} of account ${caller.account}.`);
    },
  };
  const first = await lookAll([credentials]);
  if (!caller) return first;
  let stack: FoundStack | undefined;
  const found = await lookAll([
    {
      name: 'stack',
      look: async () => {
        stack = await readStack(stackName, region);
        return judgeStack(stack, examined);
      },
    },
  ]);
  const ofAccount = [
    ...accountChecks(caller, examination, stack !== undefined),
    ...(await typeChecks(caller, examination)),
  ];
  return [...first, ...(await lookAll(ofAccount)), ...found, ...(await lookAll(stackChecks(stack, examination)))];
}

function accountChecks(caller: Caller, { examined: { region, settings } }: Examination, isDeployed: boolean): Check[] {
  const { maximumConcurrency } = settings;
  return [
    clockCheck(caller),
    concurrencyCheck(region, typeof maximumConcurrency === 'number' ? maximumConcurrency : USUAL_CONCURRENCY),
    bootstrapCheck(region, caller.account, isDeployed),
  ];
}

/** One for each action of the worker, except custom ones, whose types the stack makes. */
async function typeChecks({ account }: Caller, { examined, readTypes }: Examination): Promise<Check[]> {
  const { integration, providers } = examined.settings;
  if (integration === 'custom') {
    return [{ name: 'action types', look: async () => ok('The stack makes those of its custom actions.') }];
  }
  try {
    const served = (await readTypes()).filter(
      ({ provider }) => !Array.isArray(providers) || providers.includes(provider),
    );
    return served.map((type) => actionTypeCheck(type, examined.region, account));
  } catch (error) {
    const says = `Which actions there are is not known: ${(error as Error).message}`;
    return [{ name: 'action types', look: async () => warning(says, 'Name their module with --actions PATH.') }];
  }
}

function judgeStack(stack: FoundStack | undefined, { stackName, known }: ExaminedStack) {
  if (!stack && known) {
    return fault(
      `${stackName} is not deployed, and the deployment file has no such stack.`,
      `It has ${known.join(', ')}.`,
    );
  }
  if (!stack) return warning(`${stackName} is not deployed yet.`, 'Deploy it when all else is well.');
  const says = `${stackName} is ${stack.status}.`;
  if (GOOD.test(stack.status)) return ok(says);
  if (stack.status === 'UPDATE_ROLLBACK_COMPLETE') {
    return warning(says, 'The last deploy failed and was taken back: its events say why. What was there before works.');
  }
  const isAtWork = stack.status.endsWith('_IN_PROGRESS');
  return isAtWork
    ? warning(says, 'Wait until CloudFormation is done.')
    : fault(says, 'The events of the stack in CloudFormation say why; deploy again once that is cured.');
}

/** Checks of what only a stack with outputs has. */
function stackChecks(stack: FoundStack | undefined, { polls }: Examination): Check[] {
  if (!stack || Object.keys(stack.outputs).length === 0) return [];
  try {
    const deployment = findDeployment({}, variablesOf(stack));
    return [...resourceChecks(deployment), ...(polls ? [pollCheck(stack, deployment)] : [])];
  } catch (error) {
    const { message } = error as Error;
    return [{ name: 'outputs', look: async () => fault(message, 'Is it the stack of a worker?') }];
  }
}
