import type { ParseArgsOptionsConfig } from 'node:util';
import { callOf } from '../command/call.ts';
import { UsageError } from '../command/command.ts';
import { deploymentFileNames } from '../model/deployment-outline.ts';
import { quote } from '../model/escape.ts';
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
import { stackVariables } from '../model/stack-variables.ts';

/** What of a deployed stack a command may need. Each has a flag, a variable and an output of the stack. */
export const stackResources = {
  queueUrl: { flag: 'queue-url', variable: stackVariables.queueUrl, output: 'QueueUrl' },
  deadLetterQueueUrl: {
    flag: 'dead-letter-queue-url',
    variable: stackVariables.deadLetterQueueUrl,
    output: 'DeadLetterQueueUrl',
  },
  clientsTable: { flag: 'clients-table', variable: stackVariables.clientsTable, output: 'ClientsTable' },
  ledgerTable: { flag: 'ledger-table', variable: stackVariables.ledgerTable, output: 'LedgerTable' },
} as const;

export type StackResource = keyof typeof stackResources;
type Service = Exclude<ServiceName, 's3'>;

/** Settings of an SDK client. For a deployed stack the SDK finds the credentials itself, and the Region where none is named. */
export interface ClientConfig {
  region?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  useFipsEndpoint?: boolean;
  useDualstackEndpoint?: boolean;
}

/** The tables, queues and services that a command works on. */
export interface Deployment {
  /** @throws UsageError that says how to name the resource, or why it cannot be the queue that it is named as. */
  require(resource: StackResource): string;
  find(resource: StackResource): string | undefined;
  configOf(service: Service): ClientConfig;
  /** The Region that is named, if one is. */
  readonly region: string | undefined;
  /** Whether it is the services of this machine. */
  readonly isLocal: boolean;
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
  const isLocal = flags.local === true || isOnThisMachine(surrounding['AWS_ENDPOINT_URL_DYNAMODB']);
  if (isLocal) checkLoopback(surrounding);
  const endpoints = isLocal ? localEndpoints(surrounding, environment) : undefined;
  const find = (resource: StackResource) => {
    const { flag, variable } = stackResources[resource];
    return flags[flag] ?? surrounding[variable] ?? (endpoints && localName(resource, endpoints.sqs));
  };
  const region = isLocal ? LOCAL_REGION : surrounding['AWS_REGION'];
  return {
    find,
    region,
    isLocal,
    require(resource) {
      const { flag, variable, output } = stackResources[resource];
      const found = find(resource);
      if (found) {
        requireSameRegion(found, region, flag);
        requireTwoQueues(find);
        return found;
      }
      throw new UsageError(
        `Give --${flag} or ${variable} (the stack's output ${output}), or --local. --stack NAME reads the outputs. See --help.`,
      );
    },
    configOf: (service) => (endpoints ? localConfig(endpoints[service]) : region === undefined ? {} : { region }),
  };
}

/** The URL of a queue in AWS. Source: AWS General Reference, "Amazon SQS endpoints and quotas". */
const QUEUE_URL = /^https:\/\/sqs(?:-fips)?\.([a-z\d-]+)\.(?:amazonaws\.com|api\.aws)/;

/** Otherwise the tables are asked in one Region and the message goes to another. @throws UsageError */
function requireSameRegion(name: string, region: string | undefined, flag: string): void {
  const own = QUEUE_URL.exec(name)?.[1];
  if (own === undefined || region === undefined || own === region) return;
  throw new UsageError(`The queue of --${flag} is in ${own}, and AWS_REGION is ${region}. Nothing was done.`);
}

/** A job that goes to the dead letters by mistake is failed. @throws UsageError */
function requireTwoQueues(find: Deployment['find']): void {
  const url = find('queueUrl');
  if (url === undefined || url !== find('deadLetterQueueUrl')) return;
  throw new UsageError(`--queue-url and --dead-letter-queue-url name the same queue: ${quote(url)}. Nothing was done.`);
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

function localName(resource: StackResource, sqsUrl: string): string {
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
  --stack NAME                     on a deployed stack, with your ordinary AWS credentials: its outputs name the tables and
                                   queues, and no variables are needed; those of another stack are refused. Takes
                                   cloudformation:DescribeStacks besides the permissions below
    --region R[,R…]                in these Regions side by side; without it, in the Region of your AWS settings
    --region all                   in those of ${deploymentFileNames[0]}; without that file, wherever the stack is
  --local                          on the services of a running ${callOf('start')} (ports 4510, 4512 and 4513, or those of
                                   LOCAL_PORT, LOCAL_SQS_PORT and LOCAL_DYNAMODB_PORT)
  otherwise                        on these tables and queues, in the Region of your AWS settings
    --queue-url URL                QueueUrl; or QUEUE_URL
    --dead-letter-queue-url URL    DeadLetterQueueUrl; or DEAD_LETTER_QUEUE_URL
    --clients-table NAME           ClientsTable; or CLIENTS_TABLE
    --ledger-table NAME            LedgerTable; or LEDGER_TABLE
  AWS_ENDPOINT_URL_DYNAMODB, …     on services of this machine, at the addresses in these variables`;
