import { type App, Validations } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { withStack } from './synthesize.ts';
import { type Variant, variants } from './variants.ts';

/** Synthesis fails with what the rules object to. */
function check(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

describe('the AwsSolutions rules of cdk-nag', () => {
  it('find nothing to object to in the stack by default', () => {
    expect(() => withStack({}, (_stack, app) => check(app))).not.toThrow();
  });

  it.each(Object.keys(variants) as Variant[])('find nothing to object to with another %s', (prop) => {
    expect(() => withStack(variants[prop], (_stack, app) => check(app))).not.toThrow();
  });

  it('object to a queue that takes requests without TLS', () => {
    const checkOpenQueue = () =>
      withStack({}, (stack, app) => {
        new CfnQueue(stack, 'Open');
        check(app);
      });

    expect(checkOpenQueue).toThrow('AwsSolutions-SQS4');
  });
});
