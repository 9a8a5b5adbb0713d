import type { Action } from '../../lambda/action/action.ts';
import { cdkSnippet } from './cdk-snippet.ts';
import { cloudFormationAction, cloudFormationTemplate } from './cloudformation-snippet.ts';
import { consoleSteps } from './console-steps.ts';
import type { createCustomActionTypeInput } from './create-custom-action-type.ts';
import { exampleOf } from './example.ts';
import { terraformAction, terraformActionType, terraformVariables } from './terraform-snippet.ts';

/** What a customer needs to use an action as a custom one, in Markdown: one section for each way to make a pipeline. */
export function snippetsOf(action: Action, document: ReturnType<typeof createCustomActionTypeInput>): string {
  const example = exampleOf(action);
  const { provider, version } = document;
  const variables = terraformVariables(example);
  return [
    `# ${provider} ${version}, a custom action of CodePipeline`,
    `A worker in this account and Region must serve it: a \`PartnerActionStack\` with \`integration: 'custom'\`. That stack also
makes the action type; without it, the template or the resource below does.`,
    '## CDK',
    fenced('ts', cdkSnippet(example)),
    '## CloudFormation',
    fenced('json', cloudFormationTemplate(document)),
    "In the `Actions` of a stage of the pipeline's `AWS::CodePipeline::Pipeline`:",
    fenced('json', cloudFormationAction(document, example)),
    '## Terraform',
    fenced('terraform', [terraformActionType(document), variables].join('\n\n').trim()),
    `In a \`stage\` of the \`aws_codepipeline\`${variables && '; Terraform keeps the values of secrets in its state'}:`,
    fenced('terraform', terraformAction(document, example)),
    '## Console',
    consoleSteps(version, example),
  ].join('\n\n');
}

const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\``;
