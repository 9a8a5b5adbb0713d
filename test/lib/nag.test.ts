import type { Stack } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { PartnerActionStack } from '../../lib/app/partner-action-stack.ts';
import { actionType, check, withStack } from './synthesize.ts';
import { type Variant, variants } from './variants.ts';

describe('the AwsSolutions rules of cdk-nag, and those of CloudFormation', () => {
  it('find nothing to object to in the stack, by default or with another value of any prop', () => {
    let elsewhere: Stack;
    const props = (stack: Stack) => {
      elsewhere = stack;
      return {};
    };

    const objections = withStack(props, (_stack, app, bundles) => {
      for (const prop of Object.keys(variants) as Variant[])
        new PartnerActionStack(app, prop, { actionTypes: [actionType], bundles, ...variants[prop](elsewhere) });
      return check(app).objections;
    });

    expect(objections).toBe('');
  });

  it('object to a queue that takes requests without TLS, and to a property that no queue has', () => {
    const objections = withStack({}, (stack, app) => {
      new CfnQueue(stack, 'Open').addPropertyOverride('Lid', 'none');
      return check(app).objections;
    });

    expect(objections).toContain('AwsSolutions-SQS4');
    expect(objections).toContain('Lid: Additional properties are not allowed');
  });
});
