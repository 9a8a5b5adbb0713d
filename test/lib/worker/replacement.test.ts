import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import released from '../../fixtures/stack-of-release-2.json' with { type: 'json' };
import { synthesize } from '../synthesize.ts';
import { type Variant, variants } from '../variants.ts';

/**
 * The properties that cannot change without a new resource in the place of the old one, and jobs lost with it.
 * Source: AWS CloudFormation User Guide, "AWS::SQS::Queue" and "AWS::DynamoDB::Table", "Update requires: Replacement".
 */
const IMMUTABLE = {
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'LocalSecondaryIndexes', 'ImportSourceSpecification'],
};

/** An attribute definition cannot change; one may be added, as an index needs it. Source: the same page. */
interface Table {
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string }[];
}

/** The queues and tables by the logical IDs under which CloudFormation knows them, with what may never change. */
const keptResources = (variant?: Variant) => keptResourcesOf(synthesize(variant && variants[variant]));

function keptResourcesOf(template: Template) {
  const kept = Object.entries(IMMUTABLE).flatMap(([type, properties]) =>
    Object.entries(template.findResources(type)).map(([id, { Properties }]) => [
      id,
      { type, ...Object.fromEntries(properties.map((name) => [name, Properties[name]])) },
    ]),
  );
  return Object.fromEntries(kept);
}

const keyedBy = (name: string) => ({
  type: 'AWS::DynamoDB::Table',
  KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
});

const tablesOf = (resources: Record<string, { Type: string; Properties: unknown }>) =>
  Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::DynamoDB::Table' ? [[id, Properties as Table] as const] : [],
  );

/** Holds no jobs, and messages of one minute at most: where only the schedule polls, there is none. */
const WAKE_UPS = 'PartnerActionWakeUps7644BD2E';

/** As they are deployed. Whoever has to change one of these lines needs a plan for the jobs in the old resource. */
const deployed = {
  PartnerActionJobs9E628B6A: { type: 'AWS::SQS::Queue' },
  PartnerActionDeadLetters66318E58: { type: 'AWS::SQS::Queue' },
  PartnerActionUndeliveredInvocationsFC84D971: { type: 'AWS::SQS::Queue' },
  [WAKE_UPS]: { type: 'AWS::SQS::Queue' },
  PartnerActionClients377C5856: keyedBy('clientId'),
  PartnerActionLedgerC3CC3FD7: keyedBy('jobId'),
};

/** The props that name a table which is there already, and what the stack has without them. */
const adopted = [
  ['clientsTable', 'PartnerActionClients377C5856'],
  ['ledgerTable', 'PartnerActionLedgerC3CC3FD7'],
] as const;
const unadopted = (Object.keys(variants) as Variant[]).filter((prop) => !adopted.some(([name]) => name === prop));

describe('an update', () => {
  it('finds every queue and every table as they were deployed before', () => {
    const kept = keptResources();

    expect(kept).toEqual(deployed);
  });

  it.each(unadopted)('of the prop %s replaces no queue and no table', (prop) => {
    const kept = keptResources(prop);

    expect(kept).toEqual(deployed);
  });

  it('to polls by the schedule alone drops the queue of the wake-ups, and no other', () => {
    const kept = keptResourcesOf(synthesize({ pollEvery: Duration.minutes(1) }));

    expect({ ...kept, [WAKE_UPS]: deployed[WAKE_UPS] }).toEqual(deployed);
    expect(kept).not.toHaveProperty(WAKE_UPS);
  });

  it.each(adopted)('of the prop %s leaves its own table to the account, and every other as it is', (prop, id) => {
    const kept = keptResources(prop);
    const own = synthesize().toJSON()['Resources'][id];

    expect({ ...kept, [id]: deployed[id] }).toEqual(deployed);
    expect(kept).not.toHaveProperty(id);
    expect(own).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { DeletionProtectionEnabled: true },
    });
  });
});

describe('an update of the release before this one', () => {
  const before = new Map(tablesOf(released.Resources));
  const now = new Map(tablesOf(synthesize().toJSON()['Resources']));

  it.each([...before.keys()])('changes no attribute of %s that is defined already', (id) => {
    const { AttributeDefinitions: defined } = now.get(id) ?? { AttributeDefinitions: [] };

    expect(defined).toEqual(expect.arrayContaining([...(before.get(id)?.AttributeDefinitions ?? [])]));
  });

  // "Only one index can be created or deleted in one update." Source: AWS CloudFormation User Guide, "AWS::DynamoDB::Table".
  it.each([...before.keys()])('adds at most one index to %s, and takes none away', (id) => {
    const names = (table: Table | undefined) => table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName) ?? [];
    const [earlier, later] = [names(before.get(id)), names(now.get(id))];

    expect(later).toEqual(expect.arrayContaining(earlier));
    expect(later.length - earlier.length).toBeLessThanOrEqual(1);
  });

  it('replaces no queue and no table that its template has', () => {
    const earlier = keptResourcesOf(Template.fromJSON(released));

    expect(Object.keys(earlier).length).toBeGreaterThan(1);
    expect(keptResources()).toMatchObject(earlier);
  });

  it('adds the index of the jobs to the ledger, with what changes only when a job comes further', () => {
    const ledger = now.get('PartnerActionLedgerC3CC3FD7');

    expect(ledger?.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'ByCreation',
        KeySchema: [
          { AttributeName: 'listedOn', KeyType: 'HASH' },
          { AttributeName: 'createdAt', KeyType: 'RANGE' },
        ],
        Projection: {
          ProjectionType: 'INCLUDE',
          NonKeyAttributes: [
            'clientId',
            'phase',
            'pipelineName',
            'stageName',
            'actionName',
            'actionExecutionId',
            'pipelineExecutionId',
          ],
        },
      },
    ]);
  });
});
