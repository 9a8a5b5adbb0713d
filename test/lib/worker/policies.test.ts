import { describe, expect, it } from 'vitest';
import { resources, synthesize } from '../synthesize.ts';
import { keyArn, variants } from '../variants.ts';
import { grantsOf, type Role } from './grants.ts';

type Policy = NonNullable<Role['Policies']>[number];

/** What each managed policy allows, as the roles' grants are told. */
function policiesOf(template = synthesize()): Record<string, string[]> {
  const found = resources<Policy>(template, 'AWS::IAM::ManagedPolicy');
  const grants = Object.entries(found).map(([name, policy]) => [
    name,
    grantsOf({ AssumeRolePolicyDocument: { Statement: [] }, Policies: [policy] }),
  ]);
  return Object.fromEntries(grants);
}

const noTokens = ` if ${JSON.stringify({
  StringEquals: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
  'ForAllValues:StringNotEquals': { 'dynamodb:Attributes': ['clientToken'] },
})}`;
const blindly = ` if ${JSON.stringify({ StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' } })}`;

const pausing = ` if ${JSON.stringify({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['polls:lease'] } })}`;

const describeStack =
  'cloudformation:DescribeStacks on arn:AWS::Partition:cloudformation:AWS::Region:AWS::AccountId:stack/AWS::StackName/*';

const byDefault = {
  OperatorPolicy: [
    describeStack,
    ...['GetItem', 'Scan'].map((call) => `dynamodb:${call} on Clients.Arn${noTokens}`),
    ...['BatchGetItem', 'GetItem', 'PutItem', 'Scan'].map((call) => `dynamodb:${call} on Ledger.Arn`),
    'dynamodb:Query on Ledger.Arn/index/ByCreation',
    `dynamodb:UpdateItem on Ledger.Arn${pausing}`,
    'sqs:GetQueueAttributes on DeadLetters.Arn,Jobs.Arn',
    'sqs:SendMessage on Jobs.Arn',
  ],
  OnboardingPolicy: [describeStack, `dynamodb:PutItem on Clients.Arn${blindly}`],
};

describe('the managed policies', () => {
  it('allow an operator what the commands need that read no token, and a site to add clients', () => {
    const sorted = Object.entries(byDefault).map(([name, grants]) => [name, grants.toSorted()]);

    expect(policiesOf()).toEqual(Object.fromEntries(sorted));
  });

  it('let a key of one’s own be used through the services only', () => {
    const keyed = Object.values(policiesOf(synthesize(variants.encryptionKey)))
      .flat()
      .filter((grant) => grant.startsWith('kms:'));

    expect(keyed).toHaveLength(3);
    for (const grant of keyed) expect(grant).toMatch(new RegExp(`^kms:\\w+ on ${keyArn} if .*kms:ViaService`));
  });
});
