import { SecretValue, Token } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type { Action } from '../../lambda/action/action.ts';
import type { Properties, Property } from '../../lambda/action/configuration.ts';
import { actionTypeName } from '../../model/action-type.ts';
import { type Integration, ownerOf } from '../../model/integration.ts';
import { ownValue } from '../../model/own-value.ts';

/** The settings of an action in a pipeline. */
export interface InPipelineProps<P extends Properties> {
  /** The name that the pipeline shows; it is unique in its stage. */
  readonly actionName: string;
  /** What the customer enters, as text; a secret is given as a SecretValue, so that it does not stand in the template. */
  readonly configuration: { readonly [Name in keyof P]?: string | SecretValue };
  /** @default none */
  readonly inputs?: codepipeline.Artifact[];
  /** @default none */
  readonly outputs?: codepipeline.Artifact[];
  /** The namespace of the action's output variables. @default one that the CDK makes, once a variable is used */
  readonly variablesNamespace?: string;
  /** @default 1 */
  readonly runOrder?: number;
  /** Whose action type it is. @default 'custom' */
  readonly integration?: Integration;
}

/** An action of ours in a pipeline of the CDK, as `inPipeline` gives it. */
export class PipelineAction extends codepipeline.Action {
  protected readonly providedActionProperties: codepipeline.ActionProperties;
  readonly #configuration: Readonly<Record<string, string>>;

  constructor(properties: codepipeline.ActionProperties, configuration: Readonly<Record<string, string>>) {
    super();
    this.providedActionProperties = properties;
    this.#configuration = configuration;
  }

  /**
   * The placeholder for a variable of this action in the configuration of a later one.
   * @example new ManualApprovalAction({ actionName: 'Approve', additionalInformation: scan.variable('Summary') });
   */
  variable(name: string): string {
    return this.variableExpression(name);
  }

  protected bound(): codepipeline.ActionConfig {
    return { configuration: this.#configuration };
  }
}

/**
 * An action in a pipeline of the CDK. The names of its properties are checked by the compiler; what it needs, when the app
 * is synthesized.
 * @throws Error naming a property that is missing, unknown or a secret in plain text, or an artifact that has another name.
 * @example
 * const scan = inPipeline(scanner, { actionName: 'Scan', configuration: { Level: 'high' }, inputs: [source] });
 * pipeline.addStage({ stageName: 'Check', actions: [scan] });
 */
export function inPipeline<P extends Properties, J, State>(
  action: Action<P, J, State>,
  props: InPipelineProps<P>,
): PipelineAction {
  const { type, inputs: needed, outputs: made } = action;
  const { actionName, configuration, inputs = [], outputs = [], integration = 'custom', runOrder } = props;
  const refuse = (problem: string) => new Error(`Action ${actionName} of ${actionTypeName(type)}: ${problem}`);
  checkNames('inputs', inputs, needed.names, refuse);
  checkNames('outputs', outputs, made.names, refuse);
  const properties = {
    actionName,
    owner: ownerOf[integration],
    category: categoryOf(type.category),
    provider: type.provider,
    version: type.version,
    artifactBounds: {
      minInputs: needed.minimum,
      maxInputs: needed.maximum,
      minOutputs: made.minimum,
      maxOutputs: made.maximum,
    },
    inputs,
    outputs,
    ...(runOrder !== undefined && { runOrder }),
    ...(props.variablesNamespace !== undefined && { variablesNamespace: props.variablesNamespace }),
  };
  return new PipelineAction(properties, textsOf(action.configuration, configuration, refuse));
}

type Refuse = (problem: string) => Error;

/** The values in the form of the pipeline's definition. */
function textsOf(
  properties: Readonly<Record<string, Property<unknown>>>,
  given: Readonly<Record<string, string | SecretValue | undefined>>,
  refuse: Refuse,
): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(properties, name));
  if (unknown.length > 0) {
    throw refuse(`it has no property ${unknown.join(', ')}: there are ${Object.keys(properties).join(', ') || 'none'}`);
  }
  const texts = Object.entries(properties).map(([name, property]) => [
    name,
    textOf(name, property, ownValue(given, name), refuse),
  ]);
  return Object.fromEntries(texts.filter(([, text]) => text !== undefined));
}

function textOf(
  name: string,
  { required, secret }: Property<unknown>,
  value: string | SecretValue | undefined,
  refuse: Refuse,
): string | undefined {
  if (value === undefined && required) throw refuse(`the property ${name} is missing`);
  if (value instanceof SecretValue) return value.unsafeUnwrap();
  if (secret && value !== undefined && !Token.isUnresolved(value)) {
    throw refuse(`the property ${name} is a secret and would stand in the template: give a SecretValue`);
  }
  return value;
}

function checkNames(
  what: string,
  artifacts: readonly codepipeline.Artifact[],
  names: readonly string[] | undefined,
  refuse: Refuse,
): void {
  for (const { artifactName } of names ? artifacts : []) {
    if (artifactName !== undefined && names?.includes(artifactName)) continue;
    throw refuse(`its ${what} have ${artifactName ?? 'an artifact without a name'}: allowed are ${names?.join(', ')}`);
  }
}

/** The CDK has an enum for the categories, with the same texts. */
function categoryOf(category: string): codepipeline.ActionCategory {
  const found = Object.values(codepipeline.ActionCategory).find((one) => one === category);
  if (!found) throw new Error(`The CDK knows no category ${category}`);
  return found;
}
