import { connect } from 'node:net';
import { readPorts } from '../../command/ports.ts';
import type { BundleName } from '../../lib/bundles/bundles.ts';
import type { Integration } from '../../model/integration.ts';
import { functionEnvironment } from '../../model/local/environment.ts';
import type { Endpoints } from '../../model/local/services.ts';
import {
  deadLetterQueueName,
  jobQueueName,
  type Ports,
  queueUrlAt,
  type ServiceName,
  serviceNames,
} from '../../model/local/services.ts';

/** The services of a running `npm start`. */
export interface LocalServices {
  readonly ports: Ports;
  readonly endpoints: Readonly<Endpoints>;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** The standard ports, or those of LOCAL_PORT, LOCAL_ARTIFACT_STORE_PORT, …. @throws UsageError for one that is not a port. */
export const findLocalServices = (environment: Readonly<Record<string, string | undefined>>): LocalServices =>
  servicesOn(readPorts({}, environment));

export function servicesOn(ports: Ports): LocalServices {
  const { codepipeline, s3, sqs, dynamodb } = ports;
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const endpoints = { codepipeline: url(codepipeline), s3: url(s3), sqs: url(sqs), dynamodb: url(dynamodb) };
  return {
    ports,
    endpoints,
    queueUrl: queueUrlAt(endpoints.sqs, jobQueueName),
    deadLetterQueueUrl: queueUrlAt(endpoints.sqs, deadLetterQueueName),
  };
}

/** The variables of a function: those of the stack, and the endpoints of the services. */
export function functionVariables(
  { endpoints, queueUrl, deadLetterQueueUrl }: LocalServices,
  { name, integration }: { name?: BundleName; integration?: Integration } = {},
): Record<string, string> {
  return functionEnvironment({
    endpoints,
    queueUrl: name === 'last-word' ? deadLetterQueueUrl : queueUrl,
    deadLetterQueueUrl: name === 'poller' && integration === 'custom' ? deadLetterQueueUrl : undefined,
    integration,
  });
}

/** The services that do not answer. */
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
