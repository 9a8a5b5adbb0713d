import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { isolatedSettings } from '../../model/local/environment.ts';
import { LOCAL_ACCOUNT } from '../../model/local/services.ts';

/** A function as it is deployed: its code and what it may use. */
export interface FunctionSettings {
  name: string;
  /** The module that exports `handler`. */
  bundle: string;
  /** The variables of the function. Nothing else comes from this process but PATH. */
  environment: Readonly<Record<string, string>>;
  /** 1 to 900 on Lambda. */
  timeoutSeconds: number;
  /** 128 to 10,240 on Lambda. Limits the JavaScript heap; buffers lie outside it and are not limited here. */
  memoryMegabytes: number;
  /** The most environments, and so invocations at once; others wait. 1 when left out. */
  concurrency?: number;
  /** The port of 127.0.0.1 on which a debugger reaches its process; there is one at a time then. */
  inspect?: number | undefined;
  /** Gets every line that the function writes, and the id of the environment that wrote it. */
  onLog(line: string, stream: 'stdout' | 'stderr', environment: string): void;
  /** Is told when an environment begins an invocation, and when it ended it, with the error that it ended with. */
  onInvocation?(state: 'began' | 'ended', invocation: FunctionInvocation): void;
}

/** An invocation as it is seen from outside. */
export interface FunctionInvocation {
  /** The id of the environment that serves it. */
  environment: string;
  event: unknown;
  error?: unknown;
}

/** The ARN that the function is invoked by; the account is one that AWS gives nobody. */
export const functionArn = ({ name, environment }: FunctionSettings) =>
  `arn:aws:lambda:${regionOf(environment)}:${LOCAL_ACCOUNT}:function:${name}`;

/**
 * The whole environment of a function's process, with the variables that Lambda itself sets (AWS Lambda Developer Guide,
 * "Defined runtime environment variables").
 * @param temporaryFolder Takes the place of Lambda's own `/tmp`.
 */
export function processEnvironment(settings: FunctionSettings, temporaryFolder: string): Record<string, string> {
  const { name, bundle, memoryMegabytes, environment } = settings;
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    TMPDIR: temporaryFolder,
    TEMP: temporaryFolder,
    ...isolatedSettings,
    AWS_REGION: regionOf(environment),
    AWS_DEFAULT_REGION: regionOf(environment),
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/[$LATEST]${randomUUID().replaceAll('-', '')}`,
    LAMBDA_TASK_ROOT: dirname(bundle),
    AWS_SDK_UA_APP_ID: environmentId(temporaryFolder),
    _HANDLER: 'index.handler',
    ...environment,
  };
}

/** Names one environment of a function; its AWS SDK clients say so in their user agent. */
export const environmentId = (temporaryFolder: string) => basename(temporaryFolder);

const regionOf = (environment: Readonly<Record<string, string>>) => environment['AWS_REGION'] ?? 'us-east-1';
