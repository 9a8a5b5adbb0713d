import type { createCustomActionTypeInput } from './create-custom-action-type.ts';
import { type Example, VALUE } from './example.ts';

type Document = ReturnType<typeof createCustomActionTypeInput>;
type Value = string | number | boolean | readonly string[] | undefined;

/** The action type in Terraform. Source: Terraform AWS provider, "aws_codepipeline_custom_action_type". */
export function terraformActionType(document: Document): string {
  const { category, provider, version, configurationProperties, inputArtifactDetails, outputArtifactDetails } =
    document;
  const settings = 'settings' in document ? document.settings : undefined;
  const blocks = [
    block('input_artifact_details', inputArtifactDetails),
    block('output_artifact_details', outputArtifactDetails),
    ...configurationProperties.map((property) => block('configuration_property', property)),
    ...(settings ? [block('settings', settings)] : []),
  ];
  return [
    `resource "aws_codepipeline_custom_action_type" "${labelOf(provider)}" {`,
    ...indent(attributes({ category, provider_name: provider, version })),
    ...blocks.flatMap((lines) => ['', ...indent(lines)]),
    '}',
  ].join('\n');
}

/** The action in a stage. Source: Terraform AWS provider, "aws_codepipeline". */
export function terraformAction({ category, provider, version }: Document, example: Example): string {
  const { inputs, outputs, properties } = example;
  const given = properties.filter(({ required }) => required);
  const width = Math.max(0, ...given.map(({ name }) => quoted(name).length));
  const values = given.map(({ name, secret }, index) => {
    const value = secret ? `var.${variableOf(index)}` : quoted(VALUE);
    return `${quoted(name).padEnd(width)} = ${value}`;
  });
  const artifacts = {
    input_artifacts: inputs.length > 0 ? inputs : undefined,
    output_artifacts: outputs.length > 0 ? outputs : undefined,
  };
  return [
    'action {',
    ...indent(attributes({ name: provider, category, owner: 'Custom', provider, version, ...artifacts })),
    ...(values.length > 0 ? ['', ...indent(['configuration = {', ...indent(values), '}'])] : []),
    '}',
  ].join('\n');
}

/** The variables that hold its secrets. Terraform keeps their values in its state. */
export const terraformVariables = ({ properties }: Example): string =>
  properties
    .filter(({ required }) => required)
    .flatMap(({ name, secret }, index) => (secret ? [secretVariable(name, index)] : []))
    .join('\n\n');

const secretVariable = (name: string, index: number) =>
  [
    `variable "${variableOf(index)}" {`,
    ...indent([`description = ${quoted(name)}`, 'type        = string', 'sensitive   = true']),
    '}',
  ].join('\n');

/** A valid name of a variable, whatever the property is called. */
const variableOf = (index: number) => `secret_${index + 1}`;

/** An identifier begins with a letter or an underscore. */
const labelOf = (provider: string) => provider.toLowerCase().replace(/^(?=[\d-])/, '_');

const block = (name: string, members: object): string[] => [
  `${name} {`,
  ...indent(attributes(Object.fromEntries(Object.entries(members).map(([key, value]) => [snakeCase(key), value])))),
  '}',
];

/** One a line, with the equals signs below each other. */
function attributes(values: Readonly<Record<string, Value>>): string[] {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const width = Math.max(...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)} = ${hcl(value)}`);
}

function hcl(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'object' ? `[${value.map(quoted).join(', ')}]` : String(value);
}

const indent = (lines: readonly string[]) => lines.map((line) => (line === '' ? '' : `  ${line}`));
const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
/** In a quoted text of HCL, `${` and `%{` begin a template. */
const quoted = (text: string) => JSON.stringify(text).replace(/[$%](?=\{)/g, '$&$&');
