import { UsageError } from '../../command/command.ts';
import type { Engine } from './requirements.ts';
import type { Resource, StackTemplate, Template } from './synthesize.ts';

/** The functions that can be invoked by hand, and the construct that each is in the stack. */
const CONSTRUCTS = { poller: 'Poller', worker: 'Worker' } as const;

export const functionNames = ['poller', 'worker'] as const satisfies (keyof typeof CONSTRUCTS)[];
export type FunctionName = (typeof functionNames)[number];

const FUNCTION = 'AWS::Lambda::Function';

/** A function in the template of its stack. */
export interface FoundFunction {
  readonly stack: string;
  readonly template: Template;
  readonly logicalId: string;
  /** The folder of its bundle, below that of the template. */
  readonly asset: string;
}

/**
 * The function whose construct has this name.
 * @param stack Needed where the settings ask for several stacks.
 * @throws UsageError naming the stacks, unless one stack has such a function.
 */
export function findFunction(templates: readonly StackTemplate[], name: FunctionName, stack?: string): FoundFunction {
  const found = templates
    .filter((one) => stack === undefined || one.stack === stack)
    .flatMap(({ stack, template }) => functionsOf(template, name).map((one) => ({ stack, template, ...one })));
  const [only] = found;
  if (only && found.length === 1) return only;
  const stacks = templates.map((one) => one.stack).join(', ');
  throw new UsageError(`--stack must name one stack with a ${name}: there are ${stacks}.`);
}

function functionsOf({ Resources = {} }: Template, name: FunctionName): { logicalId: string; asset: string }[] {
  return Object.entries(Resources).flatMap(([logicalId, { Type, Metadata = {} }]) => {
    const { 'aws:cdk:path': path, 'aws:asset:path': asset } = Metadata;
    const isIt = Type === FUNCTION && String(path).endsWith(`/${CONSTRUCTS[name]}/Resource`);
    return isIt && typeof asset === 'string' ? [{ logicalId, asset }] : [];
  });
}

/** What a function is given in place of what the stack gives it. */
export interface Local {
  /** The folder of its code. */
  readonly code: string;
  /** Of this machine: the stack's own would need an emulator where they differ. */
  readonly architecture: Engine['architecture'];
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * A copy of the template in which the function is a local one, and the only one. All else stays as it is deployed:
 * runtime, handler, memory, time-out and log format. Metadata, in which sam would look for the code, is left out.
 */
export function localTemplate({ template, logicalId }: FoundFunction, local: Local): Template {
  const kept = Object.entries(template.Resources ?? {}).filter(
    ([id, { Type }]) => id === logicalId || Type !== FUNCTION,
  );
  const resources = kept.map(([id, { Type, Properties = {} }]): [string, Resource] => [
    id,
    { Type, Properties: id === logicalId ? localProperties(Properties, local) : Properties },
  ]);
  return { ...template, Resources: Object.fromEntries(resources) };
}

const localProperties = (deployed: Resource['Properties'], { code, architecture, variables }: Local) => ({
  ...deployed,
  Code: code,
  Architectures: [architecture],
  Environment: { Variables: variables },
});

/**
 * The variables of a local function: those of the stack whose value the template has, and the local ones.
 * @param preload A module that Node imports before the function.
 */
export function localVariables(
  { template, logicalId }: FoundFunction,
  local: Readonly<Record<string, string>>,
  preload: string,
): Record<string, string> {
  const environment: { Variables?: Record<string, unknown> } = Object(
    template.Resources?.[logicalId]?.Properties?.['Environment'],
  );
  const known = Object.entries(environment.Variables ?? {}).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string';
  });
  const { NODE_OPTIONS: options = '', ...others } = Object.fromEntries(known);
  return { ...others, ...local, NODE_OPTIONS: `${options} --import=${preload}`.trim() };
}
