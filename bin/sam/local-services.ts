import { connect } from 'node:net';
import { parseCommandLine } from '../../local/command-line.ts';
import { clientsTableName, ledgerTableName } from '../../local/dynamodb.ts';
import { functionEnvironment } from '../../local/environment.ts';
import { type ServiceName, serviceNames } from '../../local/faults/call.ts';
import type { Endpoints } from '../../local/faults/proxies.ts';
import { jobQueueName } from '../../local/sqs.ts';

export const REGION = 'us-east-1';
const ACCESS_KEY = { accessKeyId: 'test', secretAccessKey: 'test' };
/** The account that local SQS puts every queue in. */
const ACCOUNT = '000000000000';

/** Where a running `npm start` has its services. */
export interface LocalServices {
  readonly ports: Readonly<Record<ServiceName, number>>;
  readonly endpoints: Readonly<Endpoints>;
  readonly queueUrl: string;
}

/** The standard ports, or those of LOCAL_PORT, LOCAL_ARTIFACT_STORE_PORT, …. @throws UsageError for one that is no port. */
export function findLocalServices(environment: Readonly<Record<string, string | undefined>>): LocalServices {
  const options = parseCommandLine([], environment);
  if (options === 'help') throw new Error('No arguments never ask for help');
  const { codepipeline, artifactStore: s3, sqs, dynamodb } = options.ports;
  return servicesOn({ codepipeline, s3, sqs, dynamodb });
}

export function servicesOn(ports: Readonly<Record<ServiceName, number>>): LocalServices {
  const { codepipeline, s3, sqs, dynamodb } = ports;
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const endpoints = { codepipeline: url(codepipeline), s3: url(s3), sqs: url(sqs), dynamodb: url(dynamodb) };
  return { ports, endpoints, queueUrl: `${endpoints.sqs}/${ACCOUNT}/${jobQueueName}` };
}

/** What a function is told of the services: the variables of the stack, and the endpoints. */
export const functionVariables = ({ endpoints, queueUrl }: LocalServices): Record<string, string> =>
  functionEnvironment({
    region: REGION,
    accessKey: ACCESS_KEY,
    endpoints,
    queueUrl,
    clientsTable: clientsTableName,
    ledgerTable: ledgerTableName,
  });

/** Which of the services nothing listens for. */
export async function findSilent({ ports }: LocalServices): Promise<ServiceName[]> {
  const listening = await Promise.all(serviceNames.map((name) => isListening(ports[name])));
  return serviceNames.filter((_, index) => !listening[index]);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
