import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { Refusal } from '../../command/command.ts';
import { type Environment, type StackResource, stackResources } from '../deployment.ts';

/** What CloudFormation says of a stack in one Region. */
export interface FoundStack {
  readonly name: string;
  readonly region: string;
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Gives the stack, or undefined where the Region has none of that name. */
export async function readStack(name: string, region: string): Promise<FoundStack | undefined> {
  const client = new CloudFormationClient({ region });
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    if (!stack) return undefined;
    const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
    return { name, region, status: stack.StackStatus ?? '', outputs: Object.fromEntries(outputs) };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/** CloudFormation has no error of its own for a stack that is not there: it is a ValidationError with a sentence. */
const isAbsence = (error: unknown) =>
  error instanceof CloudFormationServiceException &&
  error.name === 'ValidationError' &&
  / does not exist/.test(error.message);

/** The variables that name what the stack has, as its output `NextSetEnvironment` sets them. @throws Refusal for another kind of stack. */
export function variablesOf({ name, region, status, outputs }: FoundStack): Environment {
  if (outputs[stackResources.ledgerTable.output] === undefined) {
    throw new Refusal(
      `The stack ${name} in ${region} is ${status} and has no output ${stackResources.ledgerTable.output}: it has no worker, or is not ` +
        'deployed yet. In an app of your own, createOutputs(stack, worker) makes the outputs.',
    );
  }
  const variables = Object.values(stackResources).map(({ variable, output }) => [variable, outputs[output]]);
  return { ...Object.fromEntries(variables), AWS_REGION: region };
}

/** What the environment names. */
export const namedIn = (environment: Environment): { resource: StackResource; variable: string; value: string }[] =>
  (Object.keys(stackResources) as StackResource[]).flatMap((resource) => {
    const { variable } = stackResources[resource];
    const value = environment[variable];
    return value ? [{ resource, variable, value }] : [];
  });
