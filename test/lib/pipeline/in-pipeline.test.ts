import { App, SecretValue, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Artifact, Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { ManualApprovalAction, S3SourceAction, S3Trigger } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { defineAction, optional, required, secret, succeeded, text } from '../../../lambda/index.ts';
import { type InPipelineProps, inPipeline, type PipelineAction } from '../../../lib/pipeline/in-pipeline.ts';

const scanner = defineAction({
  type: { category: 'Test', provider: 'Scanner', version: '1' },
  description: 'Scans.',
  configuration: {
    Level: optional(text, { description: 'From which level on.', default: 'high' }),
    Project: required(text, { description: 'The project.' }),
    Token: required(secret, { description: 'What opens the door.' }),
  },
  inputs: ['Source'],
  outputs: { minimum: 0, maximum: 1 },
  run: async () => succeeded(),
});

const source = new Artifact('Source');
const props = {
  actionName: 'Scan',
  configuration: { Project: 'ours', Token: SecretValue.secretsManager('door') },
  inputs: [source],
} satisfies InPipelineProps<typeof scanner.configuration>;

/** The actions of a pipeline with this one, and one that reads a variable of it. */
function synthesizeWith(action: PipelineAction): Record<string, unknown>[] {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Stack');
  const bucket = Bucket.fromBucketName(stack, 'Bucket', 'artifacts');
  const read = new S3SourceAction({
    actionName: 'Read',
    bucket,
    bucketKey: 'source.zip',
    output: source,
    trigger: S3Trigger.NONE,
  });
  const approve = new ManualApprovalAction({ actionName: 'Approve', additionalInformation: action.variable('Count') });
  new Pipeline(stack, 'Pipeline', {
    artifactBucket: bucket,
    stages: [
      { stageName: 'Source', actions: [read] },
      { stageName: 'Check', actions: [action] },
      { stageName: 'Approve', actions: [approve] },
    ],
  });
  const [pipeline] = Object.values(Template.fromStack(stack).findResources('AWS::CodePipeline::Pipeline'));
  return pipeline?.['Properties'].Stages.flatMap(({ Actions }: { Actions: object[] }) => Actions);
}

describe('an action in a pipeline', () => {
  it('stands there under its own type, with its configuration, and without a secret in the template', () => {
    const [, scan, approve] = synthesizeWith(inPipeline(scanner, { ...props, variablesNamespace: 'scan' }));

    expect(scan).toMatchObject({
      ActionTypeId: { Category: 'Test', Owner: 'Custom', Provider: 'Scanner', Version: '1' },
      Configuration: { Project: 'ours', Token: '{{resolve:secretsmanager:door:SecretString:::}}' },
      InputArtifacts: [{ Name: 'Source' }],
      Name: 'Scan',
      Namespace: 'scan',
    });
    expect(scan?.['Configuration']).not.toHaveProperty('Level');
    expect(approve).toMatchObject({ Configuration: { CustomData: '#{scan.Count}' } });
  });

  it("is a partner's where the deployment is", () => {
    const [, scan] = synthesizeWith(inPipeline(scanner, { ...props, integration: 'third-party' }));

    expect(scan).toMatchObject({ ActionTypeId: { Owner: 'ThirdParty' } });
  });

  it('has as many artifacts as its definition says', () => {
    const withTwo = { ...props, outputs: [new Artifact('a'), new Artifact('b')] };

    expect(() => synthesizeWith(inPipeline(scanner, withTwo))).toThrow('cannot have more than 1 output artifacts');
  });

  it.each([
    [{ configuration: { Project: 'ours' } }, 'the property Token is missing'],
    [{ configuration: { ...props.configuration, Token: 'open sesame' } }, 'the property Token is a secret'],
    [{ inputs: [new Artifact('Other')] }, 'its inputs have Other: allowed are Source'],
    [{ inputs: [new Artifact()] }, 'its inputs have an artifact without a name: allowed are Source'],
  ])('is refused with %o', (wrong, message) => {
    expect(() => inPipeline(scanner, { ...props, ...wrong })).toThrow(message);
  });

  it.each(['constructor', 'toString'])('is refused with a property %s, which every object has', (name) => {
    const configuration = { ...props.configuration, [name]: 'x' };

    expect(() => inPipeline(scanner, { ...props, configuration })).toThrow(`it has no property ${name}: `);
  });

  it.each(['constructor', 'toString'])('is refused without a property that is called %s', (name) => {
    const action = defineAction({
      ...{ type: scanner.type, description: 'Scans.', inputs: 0, outputs: 0, run: async () => succeeded() },
      configuration: { [name]: required(text, { description: 'A name.' }) },
    });

    expect(() => inPipeline(action, { actionName: 'Scan', configuration: {} })).toThrow(
      `the property ${name} is missing`,
    );
  });

  it('does not compile with a property that it does not have, and is refused in JavaScript', () => {
    // @ts-expect-error The action has no such property.
    const wrong: InPipelineProps<typeof scanner.configuration> = { ...props, configuration: { Levle: 'low' } };

    expect(() => inPipeline(scanner, wrong)).toThrow('it has no property Levle: there are Level, Project, Token');
  });
});
