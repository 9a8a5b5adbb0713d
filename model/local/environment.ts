import { devNull } from 'node:os';
import type { ActionTypeId } from '../action-type.ts';
import { type Integration, integrationVariables } from '../integration.ts';
import { pollingVariables } from '../polling.ts';
import { stackVariables } from '../stack-variables.ts';
import { requireLoopback } from './loopback.ts';
import { clientsTableName, type Endpoints, LOCAL_REGION, ledgerTableName, localKeyPair } from './services.ts';

/** What a function is told of the services on this machine. */
interface FunctionSurroundings {
  /** Base URLs. */
  endpoints: Endpoints;
  /** The queue that a function's messages come from or go to. */
  queueUrl: string;
  /** Where a job goes when no worker reaches its action; only the poller of custom actions needs it. */
  deadLetterQueueUrl?: string | undefined;
  /** Where the poller sends its wake-ups, and the seconds between two of them; only it needs them. */
  wakeUps?: { queueUrl: string; every: number } | undefined;
  /** The action types to poll; only the poller needs them. */
  actionTypes?: readonly ActionTypeId[];
  /** How the functions meet CodePipeline; third-party when left out. */
  integration?: Integration | undefined;
}

/** The environment variables of a function: as in the deployed stack, and the endpoints. @throws Error for one that is not loopback. */
export function functionEnvironment({
  endpoints,
  queueUrl,
  deadLetterQueueUrl,
  wakeUps,
  actionTypes,
  integration = 'third-party',
}: FunctionSurroundings): Record<string, string> {
  const environment = {
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: localKeyPair.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localKeyPair.secretAccessKey,
    AWS_ENDPOINT_URL_CODEPIPELINE: endpoints.codepipeline,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    [stackVariables.queueUrl]: queueUrl,
    ...(deadLetterQueueUrl !== undefined && { [stackVariables.deadLetterQueueUrl]: deadLetterQueueUrl }),
    ...(wakeUps && {
      [pollingVariables.wakeUpQueue]: wakeUps.queueUrl,
      [pollingVariables.pollEvery]: String(wakeUps.every),
    }),
    [integrationVariables.integration]: integration,
    // Custom actions have no clients.
    ...(integration === 'third-party' && { [stackVariables.clientsTable]: clientsTableName }),
    [stackVariables.ledgerTable]: ledgerTableName,
    ...(actionTypes ? { [stackVariables.actionTypes]: JSON.stringify(actionTypes) } : {}),
  };
  requireLoopback(environment);
  return environment;
}

/** Settings under which an AWS SDK reads no profile and asks no instance for credentials. */
export const isolatedSettings: Readonly<Record<string, string>> = {
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Removes every `AWS_…` variable from an environment and isolates it, so that no account of the user is reached. */
export function dropInherited(environment: Record<string, string | undefined>): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('AWS_')) delete environment[name];
  }
  Object.assign(environment, isolatedSettings);
}
