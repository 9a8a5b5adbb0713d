import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStacks } from '../../../lib/app/create-stacks.ts';
import { defineDeployment } from '../../../lib/app/define-deployment.ts';
import type { DeploymentProps } from '../../../lib/app/deployment-props.ts';
import type { PartnerActionStack } from '../../../lib/app/partner-action-stack.ts';
import { refuseUnknownContext } from '../../../lib/app/settings.ts';
import type { BundleName } from '../../../lib/bundles/bundles.ts';
import { resources, writeBundles } from '../synthesize.ts';

const actionTypes = ['Scan', 'Load-Test'].map((provider) => ({
  category: 'Test' as const,
  owner: 'ThirdParty' as const,
  provider,
  version: '1',
}));

let folder: string;
let bundles: Record<BundleName, string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stacks-'));
  bundles = writeBundles(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The stacks of a deployment under these settings, as `-c name=value` gives them or cdk.json. */
function create(context: Record<string, unknown> = {}, deployment: DeploymentProps = {}): PartnerActionStack[] {
  const outdir = mkdtempSync(join(folder, 'cdk.out-'));
  const app = new App({ context, outdir, builtinCloudFormationValidation: false });
  return createStacks(app, { actionTypes, bundles, ...deployment });
}

/** The providers whose jobs the poller of a stack asks for. */
function providersOf(template: Template): string[] {
  const functions = resources<{ Environment: { Variables: Record<string, string> } }>(
    template,
    'AWS::Lambda::Function',
  );
  const list: { provider: string }[] = JSON.parse(functions['Poller']?.Environment.Variables['ACTION_TYPES'] ?? '[]');
  return list.map(({ provider }) => provider);
}

describe('the stacks of an app', () => {
  it('are by default one, for all actions and whatever Region it is deployed to', () => {
    const stacks = create();

    expect(stacks.map(({ stackName, artifactId }) => [stackName, artifactId])).toEqual([
      ['PartnerAction', 'PartnerAction'],
    ]);
    expect(stacks.map((stack) => providersOf(Template.fromStack(stack)))).toEqual([['Scan', 'Load-Test']]);
  });

  it('use tables that are there already, where there is one stack', () => {
    const [stack] = create({ clientsTable: 'restored-clients', ledgerTable: 'restored-ledger' });
    const several = () => create({ regions: 'us-east-1,eu-west-1', ledgerTable: 'restored-ledger' });

    expect(stack && resources(Template.fromStack(stack), 'AWS::DynamoDB::Table')).toEqual({});
    expect(several).toThrow('the setting ledgerTable is of one stack, and there are 2');
    expect(() => create({ regions: 'us-east-1,eu-west-1' }, { defaults: { clientsTable: 'restored' } })).toThrow(
      'the setting clientsTable is of one stack, and there are 2',
    );
    expect(() => create({ ledgerTable: 7 })).toThrow('the setting ledgerTable is 7: allowed is the name of a table');
  });

  it('share no table in a Region, and may have some of one name in several', () => {
    const workers = { scanner: { providers: ['Scan'] }, load: { providers: ['Load-Test'] } };
    const ledgerTable = 'restored';
    const restored = { scanner: { ...workers.scanner, ledgerTable }, load: { ...workers.load, ledgerTable } };
    const ofBoth = 'ledgerTable is "restored", which is a table of PartnerAction-scanner';

    expect(() => create({}, { workers, regions: { 'eu-west-1': { ledgerTable } } })).toThrow(ofBoth);
    expect(() => create({}, { workers: restored })).toThrow(ofBoth);
    expect(() => create({}, { defaults: { ledgerTable, clientsTable: ledgerTable } })).toThrow(
      'allowed is another one',
    );
    expect(create({}, { regions: { 'eu-west-1': { ledgerTable }, 'us-east-1': { ledgerTable } } })).toHaveLength(2);
  });

  it('live in a VPC of their own Region, and are told of another one', () => {
    const network = { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0'] };
    const regions = { 'us-east-1': { network }, 'eu-west-1': {} };
    const places = create({}, { regions }).map((stack) =>
      Template.fromStack(stack).findResources('AWS::Lambda::Function', { Properties: { VpcConfig: {} } }),
    );

    expect(places.map((functions) => Object.keys(functions).length)).toEqual([3, 0]);
    expect(() => create({ regions: 'us-east-1,eu-west-1' }, { defaults: { network } })).toThrow(
      'PartnerAction-eu-west-1: network.vpcId is "vpc-0123456789abcdef0", which is the VPC of PartnerAction-us-east-1: allowed is one in eu-west-1',
    );
  });

  it('take a key and a topic of their own Region alone, by ARN', () => {
    const encryptionKey = 'arn:aws:kms:us-east-1:111122223333:key/00000000-1111-2222-3333-444444444444';
    const [stack] = create({}, { regions: { 'us-east-1': { encryptionKey } } });

    const tables = stack && resources(Template.fromStack(stack), 'AWS::DynamoDB::Table');
    expect(tables?.['Ledger']).toMatchObject({ SSESpecification: { KMSMasterKeyId: encryptionKey } });
    expect(() => create({ regions: 'us-east-1,eu-west-1' }, { defaults: { encryptionKey } })).toThrow(
      `PartnerAction-eu-west-1: encryptionKey is "${encryptionKey}", which is in us-east-1: allowed is one in eu-west-1`,
    );
  });

  it('are one for each worker in each Region, each with its own actions', () => {
    const stacks = create({
      regions: 'us-east-1, eu-west-1',
      workers: '{"scanner": ["Scan"], "load": ["Load-Test"]}',
    });

    const found = stacks.map((stack) => [stack.stackName, stack.region, providersOf(Template.fromStack(stack))]);
    expect(found).toEqual([
      ['PartnerAction-scanner', 'us-east-1', ['Scan']],
      ['PartnerAction-scanner', 'eu-west-1', ['Scan']],
      ['PartnerAction-load', 'us-east-1', ['Load-Test']],
      ['PartnerAction-load', 'eu-west-1', ['Load-Test']],
    ]);
  });

  it('keep their name and every logical ID when the Region is named', () => {
    const [before] = create();
    const [after] = create({ regions: ['us-east-1'] });

    const idsOf = (stack: typeof before) => stack && Object.keys(Template.fromStack(stack).toJSON()['Resources']);
    expect(after?.stackName).toBe(before?.stackName);
    expect(idsOf(after)).toEqual(idsOf(before));
  });

  it('send their alarms to the address of the settings', () => {
    const templates = create({ alarmEmail: 'on-call@example.com' }).map((stack) => Template.fromStack(stack));

    const endpoint = { Endpoint: 'on-call@example.com' };
    expect(() => templates[0]?.hasResourceProperties('AWS::SNS::Subscription', endpoint)).not.toThrow();
  });
});

/** What a stack is set to, of what differs between the stacks. */
function setIn(stack: PartnerActionStack): unknown[] {
  const functions = resources<{ MemorySize: number }>(Template.fromStack(stack), 'AWS::Lambda::Function');
  const mappings = resources<{ ScalingConfig: { MaximumConcurrency: number } }>(
    Template.fromStack(stack),
    'AWS::Lambda::EventSourceMapping',
  );
  const concurrency = Math.max(...Object.values(mappings).map(({ ScalingConfig }) => ScalingConfig.MaximumConcurrency));
  return [stack.stackName, stack.region, functions['Worker']?.MemorySize, concurrency];
}

describe('a deployment', () => {
  it('sets a worker by its Region before itself, and by itself before the defaults', () => {
    const stacks = create(
      {},
      defineDeployment({
        stackName: 'Acme',
        defaults: { workerMemory: Size.mebibytes(1000), maximumConcurrency: 10 },
        workers: {
          scanner: { providers: ['Scan'], workerMemory: Size.mebibytes(2000), maximumConcurrency: 15 },
          load: { providers: ['Load-Test'] },
        },
        regions: {
          'us-east-1': {},
          'eu-west-1': { maximumConcurrency: 20, workers: { load: { maximumConcurrency: 30 } } },
        },
      }),
    );

    expect(stacks.map(setIn)).toEqual([
      ['Acme-scanner', 'us-east-1', 2000, 15],
      ['Acme-scanner', 'eu-west-1', 2000, 20],
      ['Acme-load', 'us-east-1', 1000, 10],
      ['Acme-load', 'eu-west-1', 1000, 30],
    ]);
  });

  it('names the stack of a setting that is refused', () => {
    const deployment = { regions: { 'us-east-1': { maximumConcurrency: 1 } } };

    expect(() => create({}, deployment)).toThrow('PartnerAction-us-east-1: maximumConcurrency is 1: allowed is');
  });

  it('protects its stacks and their tables, except at the first deploy', () => {
    const protectedIn = (context: object) =>
      create({ ...context }).map((stack) => {
        const tables = resources<{ DeletionProtectionEnabled: boolean }>(
          Template.fromStack(stack),
          'AWS::DynamoDB::Table',
        );
        return [stack.terminationProtection, ...Object.values(tables).map((table) => table.DeletionProtectionEnabled)];
      });

    expect(protectedIn({})).toEqual([[true, true, true]]);
    expect(protectedIn({ firstDeploy: 'true' })).toEqual([[false, false, false]]);
  });

  it('has every resource go with the first deploy when that fails', () => {
    const [stack] = create({ firstDeploy: 'true' });
    const all = Object.values<{ DeletionPolicy?: string }>(
      stack ? Template.fromStack(stack).toJSON()['Resources'] : {},
    );

    const policies = new Set(all.map(({ DeletionPolicy = 'Delete' }) => DeletionPolicy));
    expect(policies).toEqual(new Set(['Delete', 'RetainExceptOnCreate']));
  });
});

it('a stack reserves no concurrency, of which an account with a quota of 10 has none to give', () => {
  const [stack] = create();
  const functions = resources(stack ? Template.fromStack(stack) : Template.fromJSON({}), 'AWS::Lambda::Function');

  expect(Object.keys(functions)).toContain('Worker');
  for (const properties of Object.values(functions)) {
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  }
});

describe('context', () => {
  const refuse = (context: Record<string, unknown>) => () => refuseUnknownContext(new App({ context }).node, ['stage']);

  it('that nobody reads is refused with what is allowed', () => {
    expect(refuse({ alarmEmial: 'a@b.c' })).toThrow(
      'the context alarmEmial is not known: allowed are regions, workers, alarmEmail, firstDeploy, clientsTable, ledgerTable, stage. ',
    );
  });

  it.each([
    'alarmEmail',
    'stage',
    '@aws-cdk/core:flag',
    'availability-zones:account=1:region=us-east-1',
    'aws:cdk:toolkit',
  ])('of the name %s is let through', (name) => {
    expect(refuse({ [name]: 'true' })).not.toThrow();
  });
});

describe('the settings', () => {
  const regions = 'allowed is different Regions, separated by commas, such as us-east-1,eu-west-1';
  const workers = 'allowed is an object such as {"scanner": ["Artifact-Guard"]}, worker → providers of its actions';

  it.each([
    [{ regions: 'Frankfurt' }, `the setting regions is "Frankfurt": ${regions}`],
    [{ regions: '' }, `the setting regions is "": ${regions}`],
    [{ regions: 'us-east-1,us-east-1' }, `the setting regions is "us-east-1,us-east-1": ${regions}`],
    [{ regions: 7 }, `the setting regions is 7: ${regions}`],
    [{ workers: 'scanner' }, `the setting workers is "scanner": ${workers}`],
    [{ workers: {} }, `the setting workers is {}: ${workers}`],
    [{ workers: { scanner: [] } }, `the setting workers is {"scanner":[]}: ${workers}`],
    [{ workers: { 'a b': ['Scan'] } }, `the setting workers is {"a b":["Scan"]}: ${workers}`],
    [
      { workers: { scanner: ['Nobody'] } },
      'PartnerAction-scanner: providers has "Nobody": it must be that of one action of ' +
        'Test/ThirdParty/Scan/1, Test/ThirdParty/Load-Test/1',
    ],
    [{ firstDeploy: 'yes' }, 'the setting firstDeploy is "yes": allowed is true or false'],
    [{ alarmEmail: true }, 'the setting alarmEmail is true: allowed is a text'],
    [{ alarmEmail: 'nobody' }, 'alarmEmail is "nobody": allowed is one e-mail address'],
  ])('are refused as %o', (context, message) => {
    expect(() => create(context)).toThrow(message);
  });
});
