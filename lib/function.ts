import type { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allow } from './permissions.ts';

export interface FunctionProps extends lambda.FunctionOptions {
  /** The folder of the function's bundle. */
  readonly bundle: string;
  /** All that the function may do, besides writing to its own log group. */
  readonly permissions: readonly PolicyStatement[];
  readonly removalPolicy: RemovalPolicy;
}

/**
 * A function with a log group and a role of its own. The role has no AWS managed policy, because
 * AWSLambdaBasicExecutionRole may write to every log group of the account.
 */
export function createFunction(scope: Construct, id: string, props: FunctionProps): lambda.Function {
  const { bundle, permissions, removalPolicy, ...options } = props;
  const logGroup = new LogGroup(scope, `${id}Log`, { retention: RetentionDays.ONE_MONTH, removalPolicy });
  const writeLog = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { function: new PolicyDocument({ statements: [...permissions, writeLog] }) },
  });
  return new lambda.Function(scope, id, {
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
}
