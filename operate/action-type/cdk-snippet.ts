import { type Example, type ExampleProperty, SECRET_NAME, VALUE } from './example.ts';

/** The module of an action in a pipeline of the CDK. Its import follows the names that `partner-action new` gives. */
export function cdkSnippet({ provider, properties, inputs, outputs }: Example): string {
  const words = provider.split(/[-_]+/).filter((word) => word !== '');
  const identifier = identifierOf(words);
  const file = words.join('-').toLowerCase();
  const secrets = properties.some(({ required, secret }) => required && secret);
  const artifacts = [...inputs, ...outputs].length > 0;
  return [
    ...(secrets ? ["import { SecretValue } from 'aws-cdk-lib';"] : []),
    ...(artifacts ? ["import { Artifact } from 'aws-cdk-lib/aws-codepipeline';"] : []),
    "import { inPipeline } from 'codepipeline-partner-action/cdk';",
    `import { ${identifier} } from './${file}.ts'; // where the action is defined`,
    '',
    `export const ${identifier}InPipeline = inPipeline(${identifier}, {`,
    `  actionName: ${quoted(provider)},`,
    '  configuration: {',
    ...properties.map((property) => `    ${assignment(property)}, // ${property.description}`),
    '  },',
    ...(inputs.length > 0 ? [`  inputs: [${artifactsOf(inputs)}], // the outputs of earlier actions`] : []),
    ...(outputs.length > 0 ? [`  outputs: [${artifactsOf(outputs)}],`] : []),
    '});',
  ].join('\n');
}

/** As `partner-action new` names a constant: a single word might be one that the language keeps for itself. */
function identifierOf(words: readonly string[]): string {
  const joined = words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join('');
  const camel = `${joined[0]?.toLowerCase() ?? ''}${joined.slice(1)}`.replace(/^(?=\d|$)/, 'action');
  return words.length === 1 ? `${camel}Action` : camel;
}

const assignment = ({ name, required, secret }: ExampleProperty) => {
  const value = secret ? `SecretValue.secretsManager('${SECRET_NAME}')` : `'${VALUE}'`;
  return `${required ? '' : '// '}${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)}: ${value}`;
};

const artifactsOf = (names: readonly string[]) => names.map((name) => `new Artifact(${quoted(name)})`).join(', ');

const quoted = (text: string) => {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `'${escaped.replaceAll("'", "\\'")}'`;
};
