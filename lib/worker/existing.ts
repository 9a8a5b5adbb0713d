import { Stack, Token } from 'aws-cdk-lib';
import { SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Network, NetworkIds } from './network.ts';
import type { BundledProps, ImportedProps } from './partner-action-worker-props.ts';

/** How the ARN of something is told from another text. */
interface ArnForm {
  readonly pattern: RegExp;
  readonly allowed: string;
}

// Source: AWS KMS Developer Guide, "Key identifiers". An alias is no resource that a policy may name.
const KEY: ArnForm = {
  pattern: /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:key\/[A-Za-z0-9-]+$/,
  allowed: 'a key, or the ARN of one, such as arn:aws:kms:eu-west-1:111122223333:key/ID; an alias is not',
};
// Source: Amazon SNS API Reference, "CreateTopic", Name.
const TOPIC: ArnForm = {
  pattern: /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/,
  allowed: 'a topic, or the ARN of one, such as arn:aws:sns:eu-west-1:111122223333:on-call',
};
/** Source: AWS Lambda API Reference, "VpcConfig". */
const MAX_SUBNETS = 16;
const MAX_SECURITY_GROUPS = 5;
/** The CDK takes no VPC without a zone. In the template of a function there is none: subnets stand for them. */
const NO_ZONE = ['unknown'];

/**
 * The props with a construct in place of each ID and ARN. Nothing is looked up, so that a synthesis needs no account.
 * @throws Error saying which prop is wrong, what it is and what is allowed.
 */
export function importExisting(scope: Construct, props: BundledProps): ImportedProps {
  const { encryptionKey, alarmTopic, network, ...others } = props;
  return {
    ...others,
    ...(encryptionKey !== undefined && { encryptionKey: keyOf(scope, encryptionKey) }),
    ...(alarmTopic !== undefined && { alarmTopic: topicOf(scope, alarmTopic) }),
    ...(network && { network: 'vpcId' in network ? networkOf(scope, network) : network }),
  };
}

function keyOf(scope: Construct, key: IKey | string): IKey {
  if (typeof key !== 'string') return key;
  checkArn(scope, 'encryptionKey', key, KEY);
  return Key.fromKeyArn(scope, 'EncryptionKey', key);
}

function topicOf(scope: Construct, topic: ITopic | string): ITopic {
  if (typeof topic !== 'string') return topic;
  checkArn(scope, 'alarmTopic', topic, TOPIC);
  return Topic.fromTopicArn(scope, 'AlarmTopic', topic);
}

/** Functions, tables, queues and alarms use what is in their own Region; that of a stack may be known only at its deploy. */
function checkArn(scope: Construct, prop: string, arn: string, { pattern, allowed }: ArnForm): void {
  if (Token.isUnresolved(arn)) return;
  const [, region] = pattern.exec(arn) ?? [];
  if (region === undefined) throw new Error(`${prop} is "${arn}": allowed is ${allowed}`);
  const { region: own } = Stack.of(scope);
  if (Token.isUnresolved(own) || own === region) return;
  throw new Error(`${prop} is "${arn}", which is in ${region}: allowed is one in ${own}, where the stack is`);
}

function networkOf(scope: Construct, { vpcId, subnetIds, securityGroupIds }: NetworkIds): Network {
  checkId('network.vpcId', vpcId, 'vpc');
  checkIds('network.subnetIds', subnetIds, 'subnet', MAX_SUBNETS);
  if (securityGroupIds) checkIds('network.securityGroupIds', securityGroupIds, 'sg', MAX_SECURITY_GROUPS);
  const place = new Construct(scope, 'Network');
  return {
    vpc: Vpc.fromVpcAttributes(place, 'Vpc', { vpcId, availabilityZones: NO_ZONE }),
    vpcSubnets: { subnets: subnetIds.map((id, index) => Subnet.fromSubnetId(place, `Subnet${index + 1}`, id)) },
    ...(securityGroupIds && {
      securityGroups: securityGroupIds.map((id, index) =>
        SecurityGroup.fromSecurityGroupId(place, `SecurityGroup${index + 1}`, id, { mutable: false }),
      ),
    }),
  };
}

function checkIds(prop: string, ids: readonly string[], kind: string, most: number): void {
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > most || new Set(ids).size < ids.length) {
    throw new Error(
      `${prop} is ${JSON.stringify(ids)}: allowed are 1 to ${most} different IDs such as ${kind}-0123456789abcdef0`,
    );
  }
  for (const [index, id] of ids.entries()) checkId(`${prop}[${index}]`, id, kind);
}

function checkId(prop: string, id: unknown, kind: string): void {
  if (Token.isUnresolved(id) || (typeof id === 'string' && new RegExp(`^${kind}-[0-9a-z]+$`).test(id))) return;
  throw new Error(`${prop} is ${JSON.stringify(id)}: allowed is an ID such as ${kind}-0123456789abcdef0`);
}
