import { describe, expect, it } from 'vitest';
import { synthesize } from '../synthesize.ts';
import { type Variant, variants } from '../variants.ts';

/**
 * The properties that cannot change without a new resource in the place of the old one, and jobs lost with it.
 * Source: AWS CloudFormation User Guide, "AWS::SQS::Queue" and "AWS::DynamoDB::Table", "Update requires: Replacement".
 */
const IMMUTABLE = {
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::DynamoDB::Table': [
    'TableName',
    'KeySchema',
    'AttributeDefinitions',
    'LocalSecondaryIndexes',
    'ImportSourceSpecification',
  ],
};

/** The queues and tables by the logical IDs under which CloudFormation knows them, with what may never change. */
function keptResources(variant?: Variant) {
  const template = synthesize(variant && variants[variant]);
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
  AttributeDefinitions: [{ AttributeName: name, AttributeType: 'S' }],
});

/** As they are deployed. Whoever has to change one of these lines needs a plan for the jobs in the old resource. */
const deployed = {
  PartnerActionJobs9E628B6A: { type: 'AWS::SQS::Queue' },
  PartnerActionDeadLetters66318E58: { type: 'AWS::SQS::Queue' },
  PartnerActionUndeliveredInvocationsFC84D971: { type: 'AWS::SQS::Queue' },
  PartnerActionClients377C5856: keyedBy('clientId'),
  PartnerActionLedgerC3CC3FD7: keyedBy('jobId'),
};

describe('an update', () => {
  it('finds every queue and every table as they were deployed before', () => {
    const kept = keptResources();

    expect(kept).toEqual(deployed);
  });

  it.each(Object.keys(variants) as Variant[])('of the prop %s replaces no queue and no table', (prop) => {
    const kept = keptResources(prop);

    expect(kept).toEqual(deployed);
  });
});
