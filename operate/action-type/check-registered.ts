import { type CommandSurroundings, Refusal, UsageError } from '../../command/command.ts';
import { explainError } from '../../command/explain-error.ts';
import { type ActionTypeId, actionTypeName } from '../../model/action-type.ts';
import { readCaller } from '../doctor/caller.ts';
import { chooseStacks } from '../doctor/choose-stacks.ts';
import { adviceOn } from '../stacks/explain-place.ts';
import { checkSince } from './check-since.ts';
import { type Registered, readRegistered } from './registered-types.ts';

/** Where a stack is, or is to be. */
export interface Places {
  readonly regions: readonly string[];
  /** The account that asks, which is that of the stack. */
  readonly account: string;
  /** Whether the deployment file says so. */
  readonly areCustom: boolean;
  /** The module of the actions, where the deployment file names it. */
  readonly actions: string | undefined;
}

/** What --stack and --region name; undefined without them. @throws UsageError; Refusal */
export async function choosePlaces(
  { stack, region }: { readonly stack?: string | undefined; readonly region?: string | undefined },
  surroundings: CommandSurroundings,
): Promise<Places | undefined> {
  if (stack === undefined) {
    if (region === undefined) return undefined;
    throw new UsageError('--region goes with --stack NAME: without a stack no Region is asked.');
  }
  const { stacks, actions } = await chooseStacks({ stack, ...(region !== undefined && { region }) }, surroundings);
  const [first] = stacks;
  if (!first) throw new Refusal(`There is no Region to ask for the stack ${stack}.`);
  const { known } = first;
  if (known) throw new Refusal(`The deployment file has no stack ${stack}; it has ${known.join(', ')}.`);
  return {
    regions: stacks.map((one) => one.region),
    account: await accountIn(first.region, surroundings),
    areCustom: stacks.some(({ settings }) => settings['integration'] === 'custom'),
    actions,
  };
}

async function accountIn(region: string, { clock }: CommandSurroundings): Promise<string> {
  try {
    return (await readCaller(region, clock)).account;
  } catch (error) {
    const why = explainError(error).replace(/(?<![.?!])$/, '.');
    throw new Refusal(`${why} It was sts:GetCallerIdentity in ${region}.${adviceOn(error)}`, { cause: error });
  }
}

/** What is compared, and how. */
interface Asked {
  readonly id: ActionTypeId;
  readonly isCustom: boolean;
  readonly accounts: readonly string[];
  readonly acceptAssumed: boolean;
}

/**
 * Holds a document to what CodePipeline has of its action type in each Region.
 * @returns What there is to say of it, Region by Region.
 * @throws Refusal that names each Region which could not be asked, or where a change is not to be made.
 */
export async function checkRegistered(
  { regions }: Places,
  { id, isCustom, accounts, acceptAssumed }: Asked,
  document: object,
): Promise<string[]> {
  const looked = await Promise.allSettled(
    regions.map(async (region) => {
      const registered = await readRegistered(id, isCustom, region);
      if (!registered.types.some((type) => isOf(type.id, id))) return [notYet(registered, id, isCustom)];
      return [...checkSince(registered, document, acceptAssumed), ...accountsThatGo(registered, accounts)];
    }),
  );
  const refused = looked.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  const [first] = refused;
  if (first && refused.length === 1) throw first;
  if (first) throw new Refusal(refused.map(({ message }) => message).join('\n'));
  return looked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
}

const isOf = (one: ActionTypeId, id: ActionTypeId) => one.category === id.category && one.provider === id.provider;

function notYet({ name }: Registered, id: ActionTypeId, isCustom: boolean): string {
  const how = isCustom ? 'a deploy makes it' : 'AWS makes an action type of owner ThirdParty on request';
  return `${name} knows no ${actionTypeName({ ...id, owner: isCustom ? 'Custom' : 'ThirdParty' })}: ${how}.`;
}

/** The list of a document takes the place of the one that is registered. */
function accountsThatGo({ name, pollingAccounts }: Registered, accounts: readonly string[]): string[] {
  const gone = pollingAccounts.filter((account) => !accounts.includes(account));
  if (gone.length === 0) return [];
  return [
    `${name} lets ${gone.join(', ')} poll, and the document does not: --polling-account keeps an account, and may be repeated.`,
  ];
}
