import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, RemovalPolicy } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PartnerActionStack, type PartnerActionStackProps } from '../../../lib/app/partner-action-stack.ts';
import { actionType, check, createApp, resources, withStack } from '../synthesize.ts';
import { keyArn } from '../variants.ts';
import { grantsOf, type Role } from './grants.ts';

/** One provider is called as something is that every object has. */
const ACTIONS = `import { defineAction, list, required, secret, succeeded, text } from 'codepipeline-partner-action';
  const base = { description: 'Greets.', configuration: {}, inputs: 0, outputs: 0, run: async () => succeeded() };
  export const actions = [
    defineAction({
      ...base,
      type: { category: 'Test', provider: 'Greeter', version: '1' },
      configuration: {
        Name: required(text, { description: '${'n'.repeat(160)}', key: true, queryable: true }),
        Password: required(secret, { description: 'What opens the door.' }),
      },
      inputs: { minimum: 1, maximum: 3 },
    }),
    defineAction({ ...base, type: { category: 'Build', provider: 'constructor', version: '2' }, outputs: 1 }),
  ];`;

let folder: string;
/** One for all stacks, because it bundles the actions once. */
let app: App;
let number = 0;
let objections: string;
let template: Template;
let underOwnKey: Template;

/** A stack of custom actions. */
const createStack = (props: Partial<PartnerActionStackProps> = {}) =>
  new PartnerActionStack(app, `Stack${number++}`, {
    integration: 'custom',
    actions: join(folder, 'actions.ts'),
    queryValues: { Greeter: 'main' },
    ...props,
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'custom-'));
  writeFileSync(join(folder, 'actions.ts'), ACTIONS);
  app = createApp(join(folder, 'cdk.out'));
  const stack = createStack({ links: { Greeter: { revisionUrlTemplate: 'https://greeter.example' } } });
  const ofOwnKey = createStack({ encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn) });
  createStack({ removalPolicy: RemovalPolicy.DESTROY });
  const checked = check(app);
  objections = checked.objections;
  template = checked.templateOf(stack);
  underOwnKey = checked.templateOf(ofOwnKey);
});
afterAll(() => rmSync(folder, { recursive: true }));

const variablesOf = (name: string) =>
  resources<{ Environment: { Variables: Record<string, string> } }>(template, 'AWS::Lambda::Function')[name]
    ?.Environment.Variables;

describe('a stack of custom actions', () => {
  it('makes each action type as it is defined, with its links, and keeps it when the stack is deleted', () => {
    const types = template.findResources('AWS::CodePipeline::CustomActionType');

    const facts = { Key: false, Queryable: false, Required: true, Secret: false };
    expect(Object.values(types).map(({ Properties }) => Properties)).toEqual([
      {
        Category: 'Test',
        Provider: 'Greeter',
        Version: '1',
        ConfigurationProperties: [
          { ...facts, Name: 'Name', Description: 'n'.repeat(160), Key: true, Queryable: true },
          { ...facts, Name: 'Password', Description: 'What opens the door.', Secret: true },
        ],
        InputArtifactDetails: { MinimumCount: 1, MaximumCount: 3 },
        OutputArtifactDetails: { MinimumCount: 0, MaximumCount: 0 },
        Settings: { RevisionUrlTemplate: 'https://greeter.example' },
      },
      {
        Category: 'Build',
        Provider: 'constructor',
        Version: '2',
        ConfigurationProperties: [],
        InputArtifactDetails: { MinimumCount: 0, MaximumCount: 0 },
        OutputArtifactDetails: { MinimumCount: 1, MaximumCount: 1 },
      },
    ]);
    expect(Object.values(types).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([
      'RetainExceptOnCreate',
      'RetainExceptOnCreate',
    ]);
  });

  it('wakes its poller when a pipeline starts one of them', () => {
    const [rule] = Object.values(resources(template, 'AWS::Events::Rule'));

    expect(rule).toEqual({
      Description: 'Wakes the poller of custom actions',
      EventPattern: {
        source: ['aws.codepipeline'],
        'detail-type': ['CodePipeline Action Execution State Change'],
        detail: {
          state: ['STARTED'],
          type: {
            owner: ['Custom'],
            category: ['Test', 'Build'],
            provider: ['Greeter', 'constructor'],
            version: ['1', '2'],
          },
        },
      },
      State: 'ENABLED',
      Targets: [
        {
          Arn: 'Poller.Arn',
          Id: 'Target0',
          RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
        },
      ],
    });
  });

  it('is polled once a minute unless it is told otherwise, since its jobs have events', () => {
    expect(Object.keys(resources(template, 'AWS::SQS::Queue'))).not.toContain('WakeUps');
    expect(variablesOf('Poller')).not.toHaveProperty('POLL_EVERY_SECONDS');
  });

  it('lets its poller take turns, since many pipelines may wake it at once', () => {
    const roles = resources<Role>(template, 'AWS::IAM::Role');

    expect(grantsOf(roles['PollerRole']).join()).toContain('dynamodb:UpdateItem on Ledger.Arn if');
  });

  it('has no clients, and a secret in their place', () => {
    expect(Object.keys(resources(template, 'AWS::DynamoDB::Table'))).toEqual(['Ledger']);
    expect(resources(template, 'AWS::SecretsManager::Secret')).toEqual({
      SealingSecret: {
        Description: 'Seals what jobs of custom actions hand from round to round',
        GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 64 },
      },
    });
    expect(Object.keys(template.findOutputs('*')).filter((name) => /Client/.test(name))).toEqual([]);
  });

  it('tells its functions so', () => {
    expect(variablesOf('Poller')).toMatchObject({ INTEGRATION: 'custom', DEAD_LETTER_QUEUE_URL: 'DeadLetters' });
    expect(JSON.parse(variablesOf('Poller')?.['ACTION_TYPES'] ?? '')).toEqual([
      { category: 'Test', owner: 'Custom', provider: 'Greeter', version: '1', queryParam: { Name: 'main' } },
      { category: 'Build', owner: 'Custom', provider: 'constructor', version: '2' },
    ]);
    expect(variablesOf('Poller')).not.toHaveProperty('SEALING_SECRET');
    for (const name of ['Worker', 'LastWord']) {
      expect(variablesOf(name)).toMatchObject({ INTEGRATION: 'custom', SEALING_SECRET: 'SealingSecret' });
      expect(variablesOf(name)).not.toHaveProperty('CLIENTS_TABLE');
    }
  });

  it('lets each function do what its integration needs, and no more', () => {
    const roles = resources<Role>(template, 'AWS::IAM::Role');
    const ofOthers = /^(dynamodb|logs|sqs|xray):/;
    const grants = (name: string) => grantsOf(roles[`${name}Role`]).filter((grant) => !ofOthers.test(grant));

    const arns = ['actionType', 'actiontype'].flatMap((word) =>
      ['Build/constructor/2', 'Test/Greeter/1'].map((type) => `${word}:Custom/${type}`),
    );
    expect(grants('Poller')).toHaveLength(1);
    for (const arn of arns) expect(grants('Poller')[0]).toContain(arn);
    expect(grants('Poller')[0]).not.toContain('*');
    const work = ['AcknowledgeJob', 'GetJobDetails', 'PutJobFailureResult', 'PutJobSuccessResult'];
    for (const name of ['Worker', 'LastWord']) {
      expect(grants(name)).toEqual([
        ...work.map((call) => `codepipeline:${call} on *`),
        'secretsmanager:GetSecretValue on SealingSecret',
      ]);
      expect(grantsOf(roles[`${name}Role`]).join()).not.toContain('Clients');
    }
  });

  it('lets its poller alone send to the dead letters, besides what SQS moves there', () => {
    const roles = resources<Role>(template, 'AWS::IAM::Role');
    const senders = (queue: string) =>
      Object.keys(roles).filter((name) =>
        grantsOf(roles[name]).some((grant) => grant.startsWith('sqs:SendMessage ') && grant.includes(`${queue}.Arn`)),
      );

    expect([senders('Jobs'), senders('DeadLetters')]).toEqual([['PollerRole'], ['PollerRole']]);
  });

  it('has nothing that the AwsSolutions rules of cdk-nag object to, by default or where it is deleted whole', () => {
    expect(objections).toBe('');
  });

  it("puts the secret under a key of one's own", () => {
    const [secret] = Object.values(resources<{ KmsKeyId: string }>(underOwnKey, 'AWS::SecretsManager::Secret'));

    expect(secret?.KmsKeyId).toBe(keyArn);
    expect(JSON.stringify(underOwnKey)).toContain('secretsmanager.');
  });
});

describe('a stack is refused', () => {
  it.each([
    [
      { links: { Other: {} } },
      'links names the provider "Other": it must be that of an action of Test/Custom/Greeter/1',
    ],
    [{ clientsTable: 'restored' }, 'clientsTable is of third-party actions: custom ones have no clients'],
    [{ scopeToActionTypes: true }, 'scopeToActionTypes is of third-party actions'],
    [{ queryValues: {} }, 'queryValues has none for Test/Custom/Greeter/1: its property Name is queryable'],
    [{ queryValues: { Greeter: 'a b' } }, 'queryValues has "a b" for Test/Custom/Greeter/1'],
    [
      { queryValues: { Greeter: 'main', constructor: 'main' } },
      'queryValues has one for Build/Custom/constructor/2, which has no queryable property',
    ],
    [{ queryValues: { Other: 'main' } }, 'queryValues names the provider "Other"'],
    [{ integration: 'third-party' as const, links: { Greeter: {} } }, 'links is of custom actions'],
    [{ integration: 'third-party' as const }, 'queryValues is of custom actions'],
  ])('with %o', (props, message) => {
    expect(() => createStack(props)).toThrow(message);
  });

  it('when custom actions are given without their definitions', () => {
    const types = { integration: 'custom' as const, actionTypes: [actionType] };

    expect(() => withStack(types, () => undefined)).toThrow('integration is custom: name the module of the actions');
  });
});
