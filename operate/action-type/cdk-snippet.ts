import { identifierOf, quoteForSource } from '../../model/source-text.ts';
import { type Example, type ExampleProperty, SECRET_NAME, VALUE } from './example.ts';

/** The module of an action in a pipeline of the CDK. Its import follows the names that `partner-action new` gives. */
export function cdkSnippet({ provider, properties, inputs, outputs }: Example): string {
  const identifier = identifierOf(provider);
  const file = provider.replace(/[-_]+/g, '-').replace(/^-|-$/g, '').toLowerCase();
  const secrets = properties.some(({ required, secret }) => required && secret);
  const artifacts = [...inputs, ...outputs].length > 0;
  return [
    ...(secrets ? ["import { SecretValue } from 'aws-cdk-lib';"] : []),
    ...(artifacts ? ["import { Artifact } from 'aws-cdk-lib/aws-codepipeline';"] : []),
    "import { inPipeline } from 'codepipeline-partner-action/cdk';",
    `import { ${identifier} } from './${file}.ts'; // where the action is defined`,
    '',
    `export const ${identifier}InPipeline = inPipeline(${identifier}, {`,
    `  actionName: ${quoteForSource(provider)},`,
    '  configuration: {',
    ...properties.map((property) => `    ${assignment(property)}, // ${property.description}`),
    '  },',
    ...(inputs.length > 0 ? [`  inputs: [${artifactsOf(inputs)}], // the outputs of earlier actions`] : []),
    ...(outputs.length > 0 ? [`  outputs: [${artifactsOf(outputs)}],`] : []),
    '});',
  ].join('\n');
}

const assignment = ({ name, required, secret }: ExampleProperty) => {
  const value = secret ? `SecretValue.secretsManager('${SECRET_NAME}')` : `'${VALUE}'`;
  return `${required ? '' : '// '}${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoteForSource(name)}: ${value}`;
};

const artifactsOf = (names: readonly string[]) =>
  names.map((name) => `new Artifact(${quoteForSource(name)})`).join(', ');
