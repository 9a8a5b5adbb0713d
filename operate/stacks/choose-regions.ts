import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Refusal, UsageError } from '../../command/command.ts';
import { explainError } from '../../command/explain-error.ts';
import { plannedStacks } from '../../model/deployment-outline.ts';
import { isRegion } from '../../model/region.ts';
import type { Environment } from '../deployment.ts';
import { findDeploymentFile } from './deployment-file.ts';
import { readStack } from './read-stack.ts';
import { regions } from './regions.ts';

/** The Regions that a command works in, and a sentence on how they were found where it was not told. */
interface ChosenRegions {
  readonly regions: readonly string[];
  readonly told?: string;
}

/** The errors in a Region that the account has not enabled. Wrong credentials give them in every Region. */
const NOT_ENABLED = ['InvalidClientTokenId', 'UnrecognizedClientException', 'OptInRequired', 'AuthFailure'];

/**
 * Reads the value of --region.
 * @throws UsageError for what is no Region, and where none is given and the AWS settings have none; Refusal where the stack is nowhere.
 */
export async function chooseRegions(
  given: string | undefined,
  stackName: string,
  environment: Environment,
): Promise<ChosenRegions> {
  if (given === undefined) return { regions: [await ordinaryRegion(environment)] };
  if (given === 'all') return (await fromFile(stackName, environment)) ?? (await regionsWithStack(stackName));
  const listed = given.split(',').map((region) => region.trim());
  if (listed.every(isRegion) && new Set(listed).size === listed.length) return { regions: listed };
  throw new UsageError(
    `--region is "${given.slice(0, 200)}": allowed is all, or different Regions, separated by commas, such as us-east-1,eu-west-1.`,
  );
}

/** The Region of the user's settings, as every client of the SDK finds it. */
export async function ordinaryRegion(environment: Environment): Promise<string> {
  const named = environment['AWS_REGION'];
  if (named) return named;
  const client = new CloudFormationClient();
  try {
    return await client.config.region();
  } catch {
    throw new UsageError('Give --region R, or AWS_REGION: your AWS settings name no Region.');
  } finally {
    client.destroy();
  }
}

async function fromFile(stackName: string, environment: Environment): Promise<ChosenRegions | undefined> {
  const file = await findDeploymentFile(environment);
  const planned = file ? plannedStacks(file.outline).filter((stack) => stack.stackName === stackName) : [];
  const listed = planned.flatMap(({ region }) => (region === undefined ? [] : [region]));
  if (!file || listed.length === 0) return undefined;
  return { regions: listed, told: `Regions of ${file.name}: ${listed.join(', ')}.` };
}

/** Asks every Region. @throws Refusal where none has the stack, with why those could not be asked that could not. */
async function regionsWithStack(stackName: string): Promise<ChosenRegions> {
  const answers = await Promise.allSettled(regions.map((region) => readStack(stackName, region)));
  const found = regions.filter((_, index) => answers[index]?.status === 'fulfilled' && answers[index].value);
  const failed = answers.flatMap((answer, index) =>
    answer.status === 'rejected' ? [{ region: regions[index] ?? '', error: answer.reason as Error }] : [],
  );
  const [first] = failed;
  if (first && failed.length === regions.length) throw first.error;
  const silent = failed.filter(({ error }) => !NOT_ENABLED.includes(error.name));
  const unasked = silent.map(({ region, error }) => ` ${region} could not be asked: ${explainError(error)}`).join('');
  if (found.length === 0)
    throw new Refusal(`No Region has a stack ${stackName}; ${regions.length} were asked.${unasked}`);
  return {
    regions: [...found, ...silent.map(({ region }) => region)],
    told: `Regions that have the stack ${stackName}, of ${regions.length} that were asked: ${found.join(', ')}.`,
  };
}
