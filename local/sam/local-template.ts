import { UsageError } from '../../command/command.ts';
import { integrationVariables, readIntegration } from '../../model/integration.ts';
import { pollingVariables } from '../../model/polling.ts';
import { functionVariables, type LocalServices } from './local-services.ts';
import type { Engine } from './requirements.ts';
import type { Resource, StackTemplate, Template } from './synthesize.ts';

/** The functions that can be invoked by hand, and the construct that each is in the stack; sam knows it by that name. */
export const logicalIds = { poller: 'Poller', worker: 'Worker', 'last-word': 'LastWord' } as const;

export const functionNames = ['poller', 'worker', 'last-word'] as const satisfies (keyof typeof logicalIds)[];
export type FunctionName = (typeof functionNames)[number];

const FUNCTION = 'AWS::Lambda::Function';

/** The properties of a function that mean the same in a container. */
const KEPT = ['Description', 'Runtime', 'MemorySize', 'Timeout', 'EphemeralStorage'] as const;

/** A function in the template of its stack. */
export interface FoundFunction {
  readonly name: FunctionName;
  readonly stack: string;
  /** The properties as they are deployed. */
  readonly properties: Readonly<Record<string, unknown>>;
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
    .flatMap(({ stack, template }) => functionsOf(template, name).map((one) => ({ name, stack, ...one })));
  const [only] = found;
  if (only && found.length === 1) return only;
  const stacks = templates.map((one) => one.stack).join(', ');
  throw new UsageError(`--stack must name one stack with a ${name}: there are ${stacks}.`);
}

function functionsOf({ Resources = {} }: Template, name: FunctionName): Pick<FoundFunction, 'properties' | 'asset'>[] {
  return Object.values(Resources).flatMap(({ Type, Properties: properties = {}, Metadata = {} }) => {
    const { 'aws:cdk:path': path, 'aws:asset:path': asset } = Metadata;
    const isIt = Type === FUNCTION && String(path).endsWith(`/${logicalIds[name]}/Resource`);
    return isIt && typeof asset === 'string' ? [{ properties, asset }] : [];
  });
}

/** A function in the form of sam. */
export interface LocalFunction {
  readonly found: FoundFunction;
  /** The folder of its code, below that of the template. */
  readonly code: string;
  /** The handler in that folder. */
  readonly handler: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * A template for sam that holds these functions and nothing else, so that it refers to nothing that is only deployed.
 * @param architecture Of this machine: the stack's own would need an emulator where they differ.
 */
export const localTemplate = (functions: readonly LocalFunction[], architecture: Engine['architecture']) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Transform: 'AWS::Serverless-2016-10-31',
  Resources: Object.fromEntries(functions.map((one) => [logicalIds[one.found.name], localResource(one, architecture)])),
});

function localResource(
  { found: { properties }, code, handler, variables }: LocalFunction,
  architecture: Engine['architecture'],
): Resource {
  const kept = KEPT.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]]));
  const Properties = {
    ...Object.fromEntries(kept),
    CodeUri: code,
    Handler: handler,
    Architectures: [architecture],
    LoggingConfig: literalsOf(properties['LoggingConfig']),
    Environment: { Variables: variables },
  };
  return { Type: 'AWS::Serverless::Function', Properties };
}

/** Each invocation by hand of a poller is one poll, and no wake-up follows it: nothing here would take it up. */
const POLLING: readonly string[] = Object.values(pollingVariables);

/** The variables of a local function: those of the stack whose value the template has, and the local ones. */
export function localVariables({ name, properties }: FoundFunction, services: LocalServices): Record<string, string> {
  const environment: { Variables?: unknown } = Object(properties['Environment']);
  const deployed = literalsOf(environment.Variables);
  const known = Object.entries(deployed).filter(([variable]) => !POLLING.includes(variable));
  const integration = readIntegration(deployed[integrationVariables.integration]);
  return { ...Object.fromEntries(known), ...functionVariables(services, { name, integration }) };
}

/** The entries whose value the template itself has. What a deployment finds out is an object. */
const literalsOf = (entries: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(Object(entries)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
