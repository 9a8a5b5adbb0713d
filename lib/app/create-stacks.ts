import type { App, StackProps } from 'aws-cdk-lib';
import { type ActionTypeId, actionTypeName } from '../../model/action-type.ts';
import type { BundleName } from '../bundles/bundles.ts';
import { PartnerActionStack } from './partner-action-stack.ts';
import { readSettings } from './settings.ts';

/**
 * The stacks that the settings ask for, one for each worker in each Region. A stack is called the same in every Region,
 * so that naming the Regions later updates the stack that is there.
 * @throws Error when a setting is wrong, or names a provider that has no action.
 */
export function createStacks(
  app: App,
  actionTypes: readonly ActionTypeId[],
  bundles: Readonly<Record<BundleName, string>>,
): PartnerActionStack[] {
  const { regions, workers, alarmEmail, tables } = readSettings(app.node);
  const account = process.env['CDK_DEFAULT_ACCOUNT'];
  const places = regions.length === 0 ? [undefined] : regions;
  const served = workersOf(workers, actionTypes);
  const [table] = Object.keys(tables);
  if (table !== undefined && served.length * places.length > 1) {
    throw new Error(
      `the setting ${table} is of one stack, and there are ${served.length * places.length}: deploy one worker to one Region with it`,
    );
  }
  return served.flatMap(([stackName, types]) =>
    places.map((region) => {
      const environment: StackProps = region === undefined ? {} : { env: { region, ...(account && { account }) } };
      return new PartnerActionStack(app, region === undefined ? stackName : `${stackName}-${region}`, {
        ...environment,
        stackName,
        description: 'Job worker for CodePipeline partner actions',
        actionTypes: types,
        bundles,
        ...(alarmEmail === undefined ? {} : { alarmEmail }),
        ...tables,
      });
    }),
  );
}

/** The stack name and the action types of each worker. */
function workersOf(
  workers: Readonly<Record<string, readonly string[]>>,
  actionTypes: readonly ActionTypeId[],
): [string, ActionTypeId[]][] {
  const named = Object.entries(workers);
  if (named.length === 0) return [['PartnerAction', [...actionTypes]]];
  return named.map(([name, providers]) => [
    `PartnerAction-${name}`,
    providers.map((provider) => findType(provider, actionTypes)),
  ]);
}

function findType(provider: string, actionTypes: readonly ActionTypeId[]): ActionTypeId {
  const found = actionTypes.filter((type) => type.provider === provider);
  const [type] = found;
  if (type && found.length === 1) return type;
  const known = actionTypes.map(actionTypeName).join(', ');
  throw new Error(`the setting workers names the provider "${provider}": it must be that of one action of ${known}`);
}
