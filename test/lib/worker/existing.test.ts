import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { importExisting } from '../../../lib/worker/existing.ts';
import type { PartnerActionWorkerProps } from '../../../lib/worker/partner-action-worker-props.ts';
import { actionType, synthesize } from '../synthesize.ts';
import { keyArn, topicArn, variants } from '../variants.ts';

const vpcId = 'vpc-0123456789abcdef0';
const [subnetId, otherId] = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];

const importIn = (region: string | undefined, props: Partial<PartnerActionWorkerProps>) =>
  importExisting(new Stack(new App(), 'Stack', region === undefined ? {} : { env: { region } }), {
    actionTypes: [actionType],
    bundles: { poller: 'p', worker: 'w', 'last-word': 'l' },
    ...props,
  });

const network = (ids: object) => ({ network: { vpcId, subnetIds: [subnetId], ...ids } });

describe('what is there already', () => {
  it.each([
    ['encryptionKey', { encryptionKey: keyArn }],
    ['alarmTopic', { alarmTopic: topicArn }],
    ['network', network({ subnetIds: [subnetId, otherId], securityGroupIds: ['sg-0123456789abcdef0'] })],
  ] as const)('makes the same stack by its ID or ARN as by its construct: %s', (prop, byName) => {
    const template = synthesize(byName).toJSON();

    expect(template).toEqual(synthesize(variants[prop]).toJSON());
    expect(template).not.toEqual(synthesize().toJSON());
  });

  it('has a security group for each function made in the VPC, where none is named', () => {
    const groups = synthesize(network({})).findResources('AWS::EC2::SecurityGroup', { Properties: { VpcId: vpcId } });

    expect(Object.keys(groups)).toHaveLength(3);
  });

  it('is of any Region as long as that of the stack is not known', () => {
    expect(importIn(undefined, { encryptionKey: keyArn }).encryptionKey?.keyArn).toBe(keyArn);
  });

  it.each([
    [
      { encryptionKey: 'alias/jobs' },
      'encryptionKey is "alias/jobs": allowed is a key, or the ARN of one, such as arn:',
    ],
    [{ encryptionKey: keyArn.replace('key/', 'alias/') }, 'an alias is not'],
    [{ encryptionKey: '' }, 'encryptionKey is "": allowed is a key'],
    [{ alarmTopic: 'on-call' }, 'alarmTopic is "on-call": allowed is a topic, or the ARN of one, such as arn:aws:sns:'],
    [{ alarmTopic: `${topicArn}:subscription` }, 'allowed is a topic'],
    [
      { alarmTopic: topicArn },
      `alarmTopic is "${topicArn}", which is in us-east-1: allowed is one in eu-west-1, where the stack is`,
    ],
    [network({ vpcId: subnetId }), `network.vpcId is "${subnetId}": allowed is an ID such as vpc-0123456789abcdef0`],
    [network({ subnetIds: [] }), 'network.subnetIds is []: allowed are 1 to 16 different IDs such as subnet-'],
    [network({ subnetIds: undefined }), 'network.subnetIds is undefined: allowed are 1 to 16 different IDs'],
    [network({ subnetIds: [subnetId, subnetId] }), 'allowed are 1 to 16 different IDs'],
    [network({ subnetIds: [subnetId, vpcId] }), `network.subnetIds[1] is "${vpcId}": allowed is an ID such as subnet-`],
    [network({ securityGroupIds: ['a', 'b', 'c', 'd', 'e', 'f'] }), 'allowed are 1 to 5 different IDs such as sg-'],
    [network({ securityGroupIds: [7] }), 'network.securityGroupIds[0] is 7: allowed is an ID such as sg-'],
  ])('is refused as %j', (props, message) => {
    expect(() => importIn('eu-west-1', props)).toThrow(message);
  });
});
