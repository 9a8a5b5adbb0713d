import { type Command, type CommandSurroundings, Refusal, UsageError } from '../../command/command.ts';
import { sentenceOn } from '../../command/explain-error.ts';
import { type DeploymentFlags, type Environment, findDeployment } from '../deployment.ts';
import { chooseRegions } from './choose-regions.ts';
import { adviceOn, describePlace, explainAt } from './explain-place.ts';
import { type Gathered, gatherFrom, printGathered } from './gathered.ts';
import { NotHere } from './not-here.ts';
import { type FoundStack, namedIn, readStack, variablesOf } from './read-stack.ts';
import { takeStackFlags } from './stack-flags.ts';

/** What a command that changes something once, or reads a secret from its input, may be called on. */
interface Reach {
  /** Why it takes one Region only, if it does. */
  readonly oneRegion?: string;
  /** Is given the rest of the command line before anything is done in several Regions. @throws UsageError */
  readonly checkForSeveral?: (args: readonly string[]) => void;
}

/**
 * Has a command take --stack and --region. The command itself works on one deployment, which its flags and its environment
 * name: it is called once for each Region, side by side, and what it prints is put together.
 * @throws UsageError; Refusal at the end, naming each Region that failed.
 */
export const onStacks =
  (command: Command, { oneRegion, checkForSeveral }: Reach = {}): Command =>
  async (args, surroundings) => {
    const { stack, region, rest, deployment } = takeStackFlags(args);
    if (stack === undefined) return await onNamed(command, rest, surroundings, deployment);
    const { regions, told } = await chooseRegions(region, stack, surroundings.environment);
    if (told !== undefined) surroundings.note(told);
    if (oneRegion !== undefined && regions.length > 1) {
      throw new UsageError(`${oneRegion} Give one Region; got ${regions.join(', ')}.`);
    }
    if (regions.length > 1) checkForSeveral?.(rest);
    const found = await Promise.all(regions.map((place) => findStack(stack, place)));
    refuseStale(surroundings.environment, found, stack);
    const gathered = await Promise.all(
      found.map((one) =>
        gatherFrom(one.region, regions.length > 1, surroundings, (own) => onStack(command, rest, own, one)),
      ),
    );
    finish(gathered, surroundings);
  };

/** Calls the command on what flags and variables name one by one. */
async function onNamed(
  command: Command,
  args: readonly string[],
  surroundings: CommandSurroundings,
  flags: DeploymentFlags,
): Promise<void> {
  const deployment = findDeployment(flags, surroundings.environment);
  const variables = deployment.isLocal ? [] : namedIn(surroundings.environment);
  if (variables.length > 0) {
    const names = variables.map(({ variable }) => variable).join(', ');
    surroundings.note(`No --stack was given. By ${names} of the environment: ${describePlace(deployment)}.`);
  }
  await command(args, surroundings).catch((error: unknown) => {
    throw explainAt(error, deployment);
  });
}

/** A Region, with its stack or with the error that kept it from being found. */
type Place = { readonly region: string } & (
  | { readonly stack: FoundStack; readonly variables: Environment }
  | { readonly error: Error }
);

async function findStack(name: string, region: string): Promise<Place> {
  try {
    const stack = await readStack(name, region);
    if (!stack) throw new Refusal(`There is no stack ${name} in ${region} of this account.`);
    return { region, stack, variables: variablesOf(stack) };
  } catch (error) {
    if (error instanceof Refusal) return { region, error };
    const why = `${sentenceOn(error)} CloudFormation was asked for the stack ${name} in ${region}.`;
    return { region, error: new Refusal(`${why}${adviceOn(error)}`, { cause: error }) };
  }
}

/** A variable that is left over from another stack would otherwise be overruled without a word. @throws Refusal */
function refuseStale(environment: Environment, places: readonly Place[], stackName: string): void {
  const known = places.flatMap((place) => ('variables' in place ? [place.variables] : []));
  if (known.length === 0) return;
  for (const { variable, value } of namedIn(environment)) {
    if (known.some((variables) => variables[variable] === value)) continue;
    const ours = known.map((variables) => `${variables[variable] ?? 'none'} in ${variables['AWS_REGION']}`).join(', ');
    throw new Refusal(
      `${variable} of the environment is ${value}, and the stack ${stackName} has ${ours}. Nothing was done: unset it, or leave --stack out.`,
    );
  }
}

async function onStack(
  command: Command,
  args: readonly string[],
  surroundings: CommandSurroundings,
  place: Place,
): Promise<void> {
  if ('error' in place) throw place.error;
  const environment = { ...surroundings.environment, ...place.variables };
  await command(args, { ...surroundings, environment }).catch((error: unknown) => {
    throw explainAt(error, findDeployment({}, environment));
  });
}

/** Prints the results, and then the failures. @throws UsageError, Refusal */
function finish(gathered: readonly Gathered[], surroundings: CommandSurroundings): void {
  const errors = gathered.flatMap(({ region, error }) => (error === undefined ? [] : [{ region, error }]));
  const isSomewhere = errors.length < gathered.length;
  const wrongUse = errors.find(({ error }) => error instanceof UsageError);
  if (wrongUse && !isSomewhere) throw wrongUse.error;
  printGathered(gathered, surroundings);
  const failed = errors.filter(({ error }) => !(isSomewhere && error instanceof NotHere));
  if (failed.length === 0) return;
  const [only] = failed;
  if (gathered.length === 1 && only) throw only.error;
  throw new Refusal(failed.map(({ region, error }) => `${region}: ${error.message}`).join('\n'));
}
