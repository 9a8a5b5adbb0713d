/** The part of a deployment that says which stacks there are, and what is set where. */
export interface DeploymentOutline {
  /** @default 'PartnerAction' */
  readonly stackName?: string;
  /** The path of the module that exports the actions. */
  readonly actions?: string;
  /** Settings of every stack. */
  readonly defaults?: object;
  /** One stack for each worker; when left out, one stack for all actions. */
  readonly workers?: Readonly<Record<string, object>>;
  /** A stack of each worker in each of these Regions; when left out, in the Region that the CDK deploys to. */
  readonly regions?: Readonly<Record<string, object>>;
}

/** One stack of a deployment. */
export interface PlannedStack {
  /** Its name in the CDK, which is unique in an app. */
  readonly id: string;
  /** Its name in CloudFormation, which is the same in every Region. */
  readonly stackName: string;
  readonly worker: string | undefined;
  readonly region: string | undefined;
}

/** The possible names of a deployment file, in the folder of the project. */
export const deploymentFileNames = ['ts', 'mts', 'mjs', 'js'].map((ending) => `partner-action.config.${ending}`);

/**
 * The stacks of a deployment, worker by worker. A stack is called the same in every Region, so that naming the Regions later
 * updates the stack that is there.
 */
export function plannedStacks({
  stackName = 'PartnerAction',
  workers = {},
  regions = {},
}: DeploymentOutline): PlannedStack[] {
  const [names, places] = [Object.keys(workers), Object.keys(regions)];
  return orNone(names).flatMap((worker) =>
    orNone(places).map((region) => {
      const name = worker === undefined ? stackName : `${stackName}-${worker}`;
      return { id: region === undefined ? name : `${name}-${region}`, stackName: name, worker, region };
    }),
  );
}

/** The settings of a stack: those of a Region replace those of a worker, which replace the defaults. */
export function plannedSettings(
  { defaults, workers, regions }: DeploymentOutline,
  { worker, region }: PlannedStack,
): Readonly<Record<string, unknown>> {
  const ofRegion: { workers?: Readonly<Record<string, object>> } = regions?.[region ?? ''] ?? {};
  const { workers: inRegion, ...settings } = ofRegion;
  return { ...defaults, ...workers?.[worker ?? ''], ...settings, ...inRegion?.[worker ?? ''] };
}

const orNone = (names: readonly string[]): readonly (string | undefined)[] => (names.length > 0 ? names : [undefined]);
