import type { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { allow, attachToNetwork, sendTraces } from './permissions.ts';

export interface FunctionProps extends Omit<lambda.FunctionOptions, 'tracing' | 'logGroup' | 'logRetention' | 'role'> {
  /** The folder of the function's bundle. */
  readonly bundle: string;
  /** Everything that the function may do, besides writing its log, sending its traces and being in its VPC. */
  readonly permissions: readonly PolicyStatement[];
  readonly retention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** Whether X-Ray traces every invocation that it samples. */
  readonly traced: boolean;
}

/**
 * A function with a log group and a role of its own. The role has no AWS managed policy, because
 * AWSLambdaBasicExecutionRole may write to every log group of the account.
 */
export function createFunction(scope: Construct, id: string, props: FunctionProps): lambda.Function {
  const { bundle, permissions, retention, removalPolicy, traced, ...options } = props;
  const logGroup = new LogGroup(scope, `${id}Log`, { retention, removalPolicy });
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      function: new PolicyDocument({
        statements: [
          ...permissions,
          allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
          ...(traced ? [sendTraces()] : []),
          ...(options.vpc ? [attachToNetwork()] : []),
        ],
      }),
    },
  });
  acknowledge(role, 'IAM5[Resource::*]', 'Job calls, X-Ray and network interfaces have no ARN to be named beforehand.');
  const created = new lambda.Function(scope, id, {
    ...options,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    code: lambda.Code.fromAsset(bundle),
    handler: 'index.handler',
    role,
    logGroup,
    // Our lines are JSON already and stay as they are; this makes Lambda's own lines JSON too.
    loggingFormat: lambda.LoggingFormat.JSON,
    environment: { ...options.environment, NODE_OPTIONS: '--enable-source-maps' },
  });
  const resource = created.node.defaultChild;
  if (resource instanceof lambda.CfnFunction) complete(resource, traced);
  return created;
}

function complete(resource: lambda.CfnFunction, traced: boolean): void {
  // The `tracing` option of the CDK is not used: it would add a second policy to the role for what the first one allows.
  if (traced) resource.tracingConfig = { mode: lambda.Tracing.ACTIVE };
  // The CDK names the role as a dependency besides its ARN, which `sam validate --lint` calls obsolete.
  resource.addMetadata('cfn-lint', { config: { ignore_checks: ['W3005'] } });
}
