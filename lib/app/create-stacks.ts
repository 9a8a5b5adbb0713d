import { type App, RemovalPolicy, type StackProps } from 'aws-cdk-lib';
import { type PlannedStack, plannedSettings, plannedStacks } from '../../model/deployment-outline.ts';
import type { DeploymentProps, WorkerSettings } from './deployment-props.ts';
import { PartnerActionStack } from './partner-action-stack.ts';
import { applySettings, type ContextSettings, readSettings } from './settings.ts';

/**
 * The stacks of a deployment, one for each worker in each Region.
 * @throws Error naming the stack, the setting that is wrong, and what is allowed.
 * @example
 * createStacks(new App(), deployment);
 */
export function createStacks(app: App, deployment: DeploymentProps): PartnerActionStack[] {
  const settings = readSettings(app.node);
  const applied = applySettings(deployment, settings);
  const all = plannedStacks(applied);
  const [table] = Object.keys({ ...settings.tables, ...tablesIn(applied.defaults) });
  if (table !== undefined && all.length > 1) {
    throw new Error(
      `the setting ${table} is of one stack, and there are ${all.length}: deploy one worker to one Region with it`,
    );
  }
  refuseShared(applied, all);
  refuseElsewhere(applied, all);
  return all.map((planned) => {
    try {
      return createStack(app, applied, planned, settings);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new Error(`${planned.id}: ${error.message}`, { cause: error });
    }
  });
}

function createStack(
  app: App,
  deployment: DeploymentProps,
  planned: PlannedStack,
  context: ContextSettings,
): PartnerActionStack {
  const { id, stackName, region } = planned;
  const account = process.env['CDK_DEFAULT_ACCOUNT'];
  const environment: StackProps = region === undefined ? {} : { env: { region, ...(account && { account }) } };
  const { actions, actionTypes, bundles } = deployment;
  // What readDeployment has checked.
  const settings: WorkerSettings = plannedSettings(deployment, planned);
  const isKept = (settings.removalPolicy ?? RemovalPolicy.RETAIN) !== RemovalPolicy.DESTROY;
  const isProtected = !context.firstDeploy && (settings.deletionProtection ?? isKept);
  return new PartnerActionStack(app, id, {
    ...environment,
    stackName,
    terminationProtection: isProtected,
    description: 'Job worker for CodePipeline partner actions',
    ...(actions !== undefined && { actions }),
    ...(actionTypes && { actionTypes }),
    ...(bundles && { bundles }),
    ...settings,
    deletionProtection: isProtected,
    ...(context.alarmEmail !== undefined && { alarmEmail: context.alarmEmail }),
    ...context.tables,
  });
}

/** Two workers with one ledger would wait for each other's polls, and a pause of one would pause both. */
function refuseShared(deployment: DeploymentProps, all: readonly PlannedStack[]): void {
  const owners = new Map<string, string>();
  for (const planned of all) {
    for (const [setting, table] of Object.entries(tablesIn(plannedSettings(deployment, planned)))) {
      const place = JSON.stringify([planned.region, table]);
      const owner = owners.get(place);
      if (owner !== undefined) {
        throw new Error(
          `${planned.id}: ${setting} is "${table}", which is a table of ${owner}: allowed is another one`,
        );
      }
      owners.set(place, planned.id);
    }
  }
}

/** A VPC is of one Region, and its ID does not tell which. */
function refuseElsewhere(deployment: DeploymentProps, all: readonly PlannedStack[]): void {
  const places = new Map<string, PlannedStack>();
  for (const planned of all) {
    const { network }: WorkerSettings = plannedSettings(deployment, planned);
    if (!network) continue;
    const first = places.get(network.vpcId) ?? planned;
    if (first.region !== planned.region) {
      throw new Error(
        `${planned.id}: network.vpcId is "${network.vpcId}", which is the VPC of ${first.id}: allowed is one in ${planned.region}`,
      );
    }
    places.set(network.vpcId, first);
  }
}

/** The tables that all stacks would share, and must not share. */
const tablesIn = ({ clientsTable, ledgerTable }: WorkerSettings = {}) => ({
  ...(clientsTable !== undefined && { clientsTable }),
  ...(ledgerTable !== undefined && { ledgerTable }),
});
