import type { ParseArgsOptionsConfig } from 'node:util';
import { callOf } from '../command/call.ts';
import { UsageError } from '../command/command.ts';
import { isLoopback, requireLoopback } from '../model/local/loopback.ts';
import {
  clientsTableName,
  deadLetterQueueName,
  jobQueueName,
  LOCAL_REGION,
  ledgerTableName,
  localKeyPair,
  localPorts,
  queueUrlAt,
  type ServiceName,
} from '../model/local/services.ts';

/** What of a deployed stack a command may need. Each has a flag, a variable and an output of the stack. */
const RESOURCES = {
  queueUrl: { flag: 'queue-url', variable: 'QUEUE_URL', output: 'QueueUrl' },
  deadLetterQueueUrl: {
    flag: 'dead-letter-queue-url',
    variable: 'DEAD_LETTER_QUEUE_URL',
    output: 'DeadLetterQueueUrl',
  },
  clientsTable: { flag: 'clients-table', variable: 'CLIENTS_TABLE', output: 'ClientsTable' },
  ledgerTable: { flag: 'ledger-table', variable: 'LEDGER_TABLE', output: 'LedgerTable' },
} as const;

type Resource = keyof typeof RESOURCES;
type Service = Exclude<ServiceName, 's3'>;

/** Settings of an SDK client; empty for a deployed stack, where the SDK finds Region and credentials itself. */
export interface ClientConfig {
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  useFipsEndpoint?: boolean;
  useDualstackEndpoint?: boolean;
}

/** The tables, queues and services that a command works on. */
export interface Deployment {
  /** @throws UsageError that says how to name the resource. */
  require(resource: Resource): string;
  find(resource: Resource): string | undefined;
  configOf(service: Service): ClientConfig;
}

export const deploymentOptions = {
  local: { type: 'boolean' },
  'queue-url': { type: 'string' },
  'dead-letter-queue-url': { type: 'string' },
  'clients-table': { type: 'string' },
  'ledger-table': { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** What `deploymentOptions` parse to. */
export type DeploymentFlags = {
  [Name in keyof typeof deploymentOptions]?: (typeof deploymentOptions)[Name]['type'] extends 'boolean'
    ? boolean
    : string;
};
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the flags and the environment name. A DynamoDB endpoint on this machine means the local services, just as
 * `--local` does; only `--local` leaves everything out of account that the environment says of AWS.
 * @throws UsageError for local services of which one is not on this machine.
 */
export function findDeployment(flags: DeploymentFlags, environment: Environment): Deployment {
  const surrounding = flags.local ? {} : environment;
  const isLocal = flags.local || isOnThisMachine(surrounding['AWS_ENDPOINT_URL_DYNAMODB']);
  if (isLocal) checkLoopback(surrounding);
  const endpoints = isLocal ? localEndpoints(surrounding, environment) : undefined;
  const find = (resource: Resource) => {
    const { flag, variable } = RESOURCES[resource];
    return flags[flag] ?? surrounding[variable] ?? (endpoints && localName(resource, endpoints.sqs));
  };
  return {
    find,
    require(resource) {
      const { flag, variable, output } = RESOURCES[resource];
      const found = find(resource);
      if (found) return found;
      throw new UsageError(`Give --${flag} or ${variable} (the stack's output ${output}), or --local. See --help.`);
    },
    configOf: (service) => (endpoints ? localConfig(endpoints[service]) : {}),
  };
}

const isOnThisMachine = (url: string | undefined) => isLoopback(URL.parse(url ?? '')?.hostname ?? '');

function checkLoopback(environment: Environment): void {
  try {
    requireLoopback(environment);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}.`);
  }
}

function localEndpoints(surrounding: Environment, environment: Environment): Record<Service, string> {
  const endpoint = (service: Service) => {
    const { variable, standard } = localPorts[service];
    const given = surrounding[`AWS_ENDPOINT_URL_${service.toUpperCase()}`];
    return given ?? `http://127.0.0.1:${environment[variable] ?? standard}`;
  };
  return { codepipeline: endpoint('codepipeline'), sqs: endpoint('sqs'), dynamodb: endpoint('dynamodb') };
}

function localName(resource: Resource, sqsUrl: string): string {
  switch (resource) {
    case 'queueUrl':
      return queueUrlAt(sqsUrl, jobQueueName);
    case 'deadLetterQueueUrl':
      return queueUrlAt(sqsUrl, deadLetterQueueName);
    case 'clientsTable':
      return clientsTableName;
    case 'ledgerTable':
      return ledgerTableName;
  }
}

/** Names everything itself, so that no profile of the user's is looked at. */
const localConfig = (endpoint: string): ClientConfig => ({
  endpoint,
  region: LOCAL_REGION,
  credentials: localKeyPair,
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
});

/** The part of a help text that says how to name what a command works on. */
export const deploymentHelp = `Where it works:
  --local                          on the services of a running ${callOf('start')} (ports 4510, 4512 and 4513, or those of
                                   LOCAL_PORT, LOCAL_SQS_PORT and LOCAL_DYNAMODB_PORT)
  otherwise                        on a deployed stack, with your ordinary AWS credentials and Region; a deployment
                                   prints the names as its outputs
    --queue-url URL                QueueUrl; or QUEUE_URL
    --dead-letter-queue-url URL    DeadLetterQueueUrl; or DEAD_LETTER_QUEUE_URL
    --clients-table NAME           ClientsTable; or CLIENTS_TABLE
    --ledger-table NAME            LedgerTable; or LEDGER_TABLE
  AWS_ENDPOINT_URL_DYNAMODB, …     on the services of this machine that these variables name`;
