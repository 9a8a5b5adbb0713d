import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineAction, optional, required, secret, succeeded, text } from '../../../lambda/index.ts';
import { TrialStack, whyUnfit } from '../../../lib/app/trial-stack.ts';
import { chooseAction } from '../../../operate/trial/choose-action.ts';
import { check, createApp } from '../synthesize.ts';

const type = { category: 'Test', owner: 'Custom', provider: 'Scanner', version: '1' } as const;
const facts = {
  type,
  description: 'Scans.',
  inputs: 1,
  outputs: { minimum: 0, maximum: 1 },
  run: async () => succeeded(),
} as const;
const door = { description: 'What opens the door.' };
const scanner = defineAction({ ...facts, configuration: { Level: optional(text, { description: 'From which on.' }) } });

const queryable = defineAction({
  ...facts,
  type: { ...type, provider: 'Queryable' },
  configuration: { Level: required(text, { description: 'From which on.', queryable: true }) },
});

/** The same as a module. */
const ACTIONS = `import { defineAction, optional, required, succeeded, text } from 'codepipeline-partner-action';
  const facts = {
    description: 'Scans.',
    inputs: 1,
    outputs: { minimum: 0, maximum: 1 },
    run: async () => succeeded(),
  };
  export const actions = [
    defineAction({
      ...facts,
      type: { category: 'Test', provider: 'Scanner', version: '1' },
      configuration: { Level: optional(text, { description: 'From which on.' }) },
    }),
    defineAction({
      ...facts,
      type: { category: 'Test', provider: 'Queryable', version: '1' },
      configuration: { Level: required(text, { description: 'From which on.', queryable: true }) },
    }),
  ];`;

let folder: string;
/** One for all stacks, because it bundles the actions once. */
let app: App;
let number = 0;
let objections: string;
let template: Template;
let ofQueryable: Template;

/** A trial of an action: the first is called Trial. */
const createStack = (changes: Partial<ConstructorParameters<typeof TrialStack>[2]> = {}) => {
  const { action = scanner } = changes;
  return new TrialStack(app, number++ === 0 ? 'Trial' : `Trial${number}`, {
    ...{ actions: join(folder, 'actions.ts'), providers: [action.type.provider] },
    ...{ action, configuration: { Level: 'high' }, ...changes },
  });
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trial-'));
  writeFileSync(join(folder, 'actions.ts'), ACTIONS);
  app = createApp(join(folder, 'cdk.out'));
  const [stack, other] = [createStack(), createStack({ action: queryable })];
  const checked = check(app);
  objections = checked.objections;
  template = checked.templateOf(stack);
  ofQueryable = checked.templateOf(other);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the stack of a trial', () => {
  it('is a pipeline from a versioned bucket over the action to the same action on what it made', () => {
    const [pipeline] = Object.values(template.findResources('AWS::CodePipeline::Pipeline'));
    const actions = pipeline?.['Properties'].Stages.flatMap(({ Actions }: { Actions: object[] }) => Actions);
    const ours = { ActionTypeId: { Category: 'Test', Owner: 'Custom', Provider: 'Scanner', Version: '1' } };
    expect(actions).toMatchObject([
      {
        Configuration: { S3ObjectKey: 'source.zip', PollForSourceChanges: false },
        OutputArtifacts: [{ Name: 'Source' }],
      },
      {
        ...ours,
        Configuration: { Level: 'high' },
        InputArtifacts: [{ Name: 'Source' }],
        OutputArtifacts: [{ Name: 'First' }],
      },
      { ...ours, Configuration: { Level: 'high' }, InputArtifacts: [{ Name: 'First' }] },
    ]);
    template.hasResourceProperties('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } });
  });

  it.each([
    ['makes no artifact', { outputs: 0 }, ['Source'], []],
    ['makes none from an artifact of its own name', { inputs: ['Code'], outputs: 0 }, ['Code'], []],
    ['takes none, and makes one', { inputs: 0, outputs: ['Report'] }, [], ['Report']],
    ['takes and makes none', { inputs: 0, outputs: 0 }, [], []],
  ] as const)('has an action once that %s', (_, counts, inputs, outputs) => {
    const action = defineAction({ ...facts, configuration: {}, ...(counts as { inputs: 1; outputs: 0 }) });

    const stack = createStack({ action, configuration: {} });

    const pipeline = stack.node.findAll().find((one) => one instanceof CfnPipeline);
    const [source, once, ...others] = stack.resolve(pipeline?.stages);
    expect([source.name, once.name, others]).toEqual(['Source', 'Once', []]);
    const [{ inputArtifacts = [], outputArtifacts = [] }] = once.actions;
    const namesOf = (artifacts: { name: string }[]) => artifacts.map(({ name }) => name);
    expect([namesOf(inputArtifacts), namesOf(outputArtifacts)]).toEqual([inputs, outputs]);
  });

  it('leaves nothing behind', () => {
    const { Resources } = template.toJSON();
    const kept = Object.entries<{ DeletionPolicy?: string }>(Resources).filter(
      ([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete',
    );
    expect(kept).toEqual([]);
    template.resourceCountIs('AWS::S3::Bucket', 2);
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 2);
  });

  it('has every function log into a group of the stack, which forgets within a day', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const groups = template.findResources('AWS::Logs::LogGroup');

    expect(functions).toHaveLength(4);
    for (const { Properties } of functions) expect(groups).toHaveProperty(Properties.LoggingConfig.LogGroup.Ref);
    for (const { Properties } of Object.values(groups)) expect(Properties.RetentionInDays).toBe(1);
  });

  it('makes no pipeline before there is the action type', () => {
    const [pipeline] = Object.values(template.findResources('AWS::CodePipeline::Pipeline'));

    expect(pipeline?.['DependsOn']).toEqual(expect.arrayContaining([expect.stringMatching(/^PartnerAction/)]));
  });

  it('gives cdk-nag nothing to object to but buckets without access logs, and how the CDK lets a pipeline reach them', () => {
    const places = [...objections.matchAll(/^ {3}(Trial\/\S+).*\n.*'AwsSolutions::AwsSolutions-(\w+)/gm)];
    expect(new Set(places.map(([, path, rule]) => `${rule} ${path}`))).toEqual(
      new Set([
        'S1 Trial/Source/Resource',
        'S1 Trial/Artifacts/Resource',
        'IAM5 Trial/Pipeline/Role/DefaultPolicy/Resource',
        'IAM5 Trial/Pipeline/Source/Read/CodePipelineActionRole/DefaultPolicy/Resource',
      ]),
    );
  });

  it.each([
    ['two inputs', { inputs: { minimum: 2, maximum: 2 } }, 'it has 2 inputs'],
    ['two outputs', { outputs: { minimum: 2, maximum: 3 } }, 'it has 2 to 3 outputs'],
    [
      'inputs of a certain name',
      { inputs: { minimum: 1, maximum: 1, names: ['Code'] } },
      'its inputs must be called Code',
    ],
    [
      'a required secret',
      { configuration: { Token: required(secret, door) } },
      'its property Token is a required secret',
    ],
  ])('refuses an action with %s', (_what, changes, why) => {
    const action = { ...scanner, ...changes };

    expect(() => createStack({ action, configuration: {} })).toThrow(
      `Test/Custom/Scanner/1 does not fit the trial: ${why}`,
    );
    expect(() => chooseAction([action], undefined, whyUnfit)).toThrow(`No action fits the trial.\n  scanner: ${why}`);
    expect(() => chooseAction([action], 'Scanner', whyUnfit)).toThrow(`No action fits the trial.\n  scanner: ${why}`);
    expect(chooseAction([action, scanner], undefined, whyUnfit)).toBe(scanner);
  });

  it('asks for jobs with the value of the property that is queryable', () => {
    const variables = Object.values(ofQueryable.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment?.Variables.ACTION_TYPES,
    );
    expect(JSON.parse(variables.find((types) => types !== undefined))).toMatchObject([
      { queryParam: { Level: 'high' } },
    ]);
  });

  it('takes an action with a secret that may be left out, and refuses the secret', () => {
    const action = defineAction({ ...facts, configuration: { Token: optional(secret, door) } });

    expect(chooseAction([action], undefined, whyUnfit)).toBe(action);
    expect(() => createStack({ action, configuration: { Token: 'x' } })).toThrow('the property Token is a secret');
  });
});
