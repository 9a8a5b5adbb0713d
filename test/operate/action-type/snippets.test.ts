import { execFileSync } from 'node:child_process';
import { compileFunction } from 'node:vm';
import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { ManualApprovalAction, S3SourceAction, S3Trigger } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../../lambda/action/action.ts';
import { optional, required } from '../../../lambda/action/configuration.ts';
import { text } from '../../../lambda/action/parsers.ts';
import { inPipeline } from '../../../lib/pipeline/in-pipeline.ts';
import { createCustomActionTypes } from '../../../lib/worker/custom-action-types.ts';
import { define, run } from './load-test.ts';

const loadTest = define({ inputs: { minimum: 1, maximum: 2 }, outputs: ['Report'] });

const hasTerraform = (() => {
  try {
    execFileSync('terraform', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** The blocks of code in what the command prints, by language and in their order. */
async function blocksOf(action: Action, ...flags: string[]): Promise<Record<'ts' | 'json' | 'terraform', string[]>> {
  const ended = await run(action, '--snippets', ...flags);
  expect(ended).toMatchObject({ code: 0, errors: '' });
  const of = (language: string) =>
    [...ended.output.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code);
  return { ts: of('ts'), json: of('json'), terraform: of('terraform') };
}

/** What a module exports that imports the CDK, this package, and an action. */
function evaluate(code: string, actionModule: object): Record<string, unknown> {
  const modules: Record<string, object> = {
    'aws-cdk-lib': cdk,
    'aws-cdk-lib/aws-codepipeline': codepipeline,
    'codepipeline-partner-action/cdk': { inPipeline },
    './load-test.ts': actionModule,
  };
  const module = { exports: {} };
  const body = transformSync(code, { loader: 'ts', format: 'cjs' }).code;
  compileFunction(body, ['require', 'module'])((name: string) => modules[name], module);
  return module.exports;
}

/** The action as the template of a pipeline of the CDK has it. */
function rendered(action: codepipeline.IAction): object {
  const stack = new cdk.Stack(new cdk.App({ builtinCloudFormationValidation: false }), 'Stack');
  const bucket = Bucket.fromBucketName(stack, 'Bucket', 'artifacts');
  const output = new codepipeline.Artifact('Input1');
  const trigger = S3Trigger.NONE;
  const source = new S3SourceAction({ actionName: 'Read', bucket, bucketKey: 'source.zip', output, trigger });
  new codepipeline.Pipeline(stack, 'Pipeline', {
    artifactBucket: bucket,
    stages: [
      { stageName: 'Source', actions: [source] },
      { stageName: 'Test', actions: [action] },
      { stageName: 'Approve', actions: [new ManualApprovalAction({ actionName: 'Approve' })] },
    ],
  });
  const [pipeline] = Object.values(Template.fromStack(stack).findResources('AWS::CodePipeline::Pipeline'));
  return pipeline?.['Properties'].Stages[1].Actions[0];
}

describe('action-type NAME --snippets', () => {
  it('prints a module of the CDK that makes the action, the same as the one for CloudFormation', async () => {
    const { ts, json } = await blocksOf(loadTest);

    const { loadTestInPipeline } = evaluate(ts[0] ?? '', { loadTest });

    const action = rendered(loadTestInPipeline as codepipeline.IAction);
    expect(JSON.parse(json[1] ?? '')).toEqual(action);
    expect(action).toMatchObject({
      ActionTypeId: { Category: 'Test', Owner: 'Custom', Provider: 'Load-Test', Version: '1' },
      Configuration: { Suite: 'VALUE', Password: expect.stringMatching(/^\{\{resolve:secretsmanager:/) },
      InputArtifacts: [{ Name: 'Input1' }],
      OutputArtifacts: [{ Name: 'Report' }],
    });
  });

  it('names an optional property in the module without a value', async () => {
    const { ts } = await blocksOf(loadTest);

    expect(ts[0]).toContain("    // Note: 'VALUE', // Says anything.\n");
  });

  it('prints a template that makes the action type as a stack with a worker makes it', async () => {
    const links = { entityUrlTemplate: 'https://partner.example/{Config:Suite}' };
    const { json } = await blocksOf(loadTest, '--entity-url-template', links.entityUrlTemplate);

    const stack = new cdk.Stack();
    const { type, configuration, inputs, outputs } = loadTest;
    const properties = Object.entries(configuration).map(([name, { parse: _, ...facts }]) => ({ name, ...facts }));
    const definition = { type, properties, inputs, outputs };
    createCustomActionTypes(stack, [definition], { 'Load-Test': links }, cdk.RemovalPolicy.RETAIN);
    const [made] = Object.values(Template.fromStack(stack).findResources('AWS::CodePipeline::CustomActionType'));
    expect(JSON.parse(json[0] ?? '').Resources.ActionType).toEqual(made);
  });

  it.each([
    ["a quote, a line's end and templates", 'Says "it\'s \x24{this}"\nor %{that}.'],
    ['a backslash', 'C:\\new'],
  ])('gives a description with %s to Terraform as it is', async (_what, description) => {
    const { terraform } = await blocksOf(
      define({ configuration: { Note: optional(text, { description }) }, outputs: 0 }),
    );

    const [, literal = ''] = /description = (".*")/.exec(terraform[0] ?? '') ?? [];
    expect(JSON.parse(literal.replace(/([$%])\1\{/g, '$1{'))).toBe(description);
    expect(literal).not.toMatch(/(?<![$%])[$%]\{/);
  });

  it.each([
    ['with every kind of property', loadTest],
    ['without any', define({ configuration: {}, inputs: 0, outputs: 0 })],
  ])('prints what terraform fmt would have so, of an action %s', async (_what, action) => {
    const { terraform } = await blocksOf(action);

    expect(terraform).toHaveLength(2);
    for (const code of hasTerraform ? terraform : []) {
      expect(
        execFileSync('terraform', ['fmt', '-'], {
          input: code,
          encoding: 'utf8',
          stdio: ['pipe', 'pipe', 'ignore'],
        }),
      ).toBe(code);
    }
  });

  it('gives the resource a name that Terraform takes, whatever the provider is called', async () => {
    const { terraform } = await blocksOf(define({ type: { ...loadTest.type, provider: '3-Tests' }, outputs: 0 }));

    expect(terraform[0]).toMatch(/^resource "aws_codepipeline_custom_action_type" "_3-tests" \{$/m);
  });

  it('keeps what a property is called and says in its step of the console', async () => {
    const facts = { description: '<img src=x>\n## Says &lt;' };
    const { output } = await run(
      define({ configuration: { 'A\n\n## <b>B': required(text, facts) }, outputs: 0 }),
      '--snippets',
    );

    const [, steps = ''] = output.split('## Console\n');
    expect(steps).toContain('. Enter A ## &#60;b>B: &#60;img src=x> ## Says &#38;lt;\n');
    expect(steps).not.toMatch(/^#/m);
  });

  it('tells the steps in the console, with every property', async () => {
    const { output } = await run(loadTest, '--snippets');

    const [, steps = ''] = output.split('## Console\n');
    expect(steps).toContain('Choose the action provider Load-Test (version 1).');
    expect(steps).toContain('Enter Suite: The suite to run.');
    expect(steps).toContain('Enter, if you like, Note: Says anything.');
    expect(steps).toContain('Name one output artifact: Report.');
  });

  it('refuses an action that has more than a custom one may have', async () => {
    const ended = await run(
      define({ configuration: { Suite: required(text, { description: 'x'.repeat(161) }) } }),
      '--snippets',
    );

    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).toContain('2 validation errors');
  });

  it.each([
    [['--json'], '--snippets prints Markdown'],
    [['--polling-account', '111122223333'], 'has no --polling-account'],
  ])('exits 2 with %j', async (flags, message) => {
    const ended = await run(loadTest, '--snippets', ...flags);

    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringContaining(message) });
  });
});
