import { devNull } from 'node:os';
import { isLoopback } from './loopback.ts';

/** Names an action type, as CodePipeline does. */
interface ActionTypeName {
  category: string;
  owner: string;
  provider: string;
  version: string;
}

/** What a function is told of the services on this machine. */
export interface FunctionSurroundings {
  region: string;
  /** Of the worker itself; a job's artifact credentials come with the job. */
  accessKey: { accessKeyId: string; secretAccessKey: string };
  /** Base URLs. */
  endpoints: { codepipeline: string; s3: string; sqs: string; dynamodb: string };
  /** The queue that a function's messages come from or go to. */
  queueUrl: string;
  clientsTable: string;
  ledgerTable: string;
  /** The action types to poll; only the poller needs them. */
  actionTypes?: readonly ActionTypeName[];
}

/** The environment variables of a function: as in the deployed stack, and the endpoints. @throws Error for one that is not loopback. */
export function functionEnvironment(surroundings: FunctionSurroundings): Record<string, string> {
  const { region, accessKey, endpoints, queueUrl, clientsTable, ledgerTable, actionTypes } = surroundings;
  const environment = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey,
    AWS_ENDPOINT_URL_CODEPIPELINE: endpoints.codepipeline,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    QUEUE_URL: queueUrl,
    CLIENTS_TABLE: clientsTable,
    LEDGER_TABLE: ledgerTable,
    ...(actionTypes ? { ACTION_TYPES: JSON.stringify(actionTypes) } : {}),
  };
  requireLoopback(environment);
  return environment;
}

/**
 * Looks at everything an AWS client may take for an address: `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>` and
 * `QUEUE_URL` (the SDK may send to the host of a queue URL).
 * @throws Error naming the first variable whose host is not loopback, and that host.
 */
export function requireLoopback(environment: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(environment)) {
    if (!value || !(name.startsWith('AWS_ENDPOINT_URL') || name === 'QUEUE_URL')) continue;
    const url = URL.parse(value);
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
      throw new Error(`${name} must be a URL of this machine, such as http://127.0.0.1:4510`);
    }
    const host = url.hostname;
    if (isLoopback(host)) continue;
    throw new Error(`${name} names the host "${host}"; local mode talks to this machine only (127.0.0.1 or localhost)`);
  }
}

/** Settings under which an AWS SDK reads no profile and asks no instance for credentials. */
export const isolatedSettings: Readonly<Record<string, string>> = {
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Takes every `AWS_…` variable out of an environment and isolates it, so that nothing the user is signed in to is reached. */
export function dropInherited(environment: Record<string, string | undefined>): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('AWS_')) delete environment[name];
  }
  Object.assign(environment, isolatedSettings);
}
