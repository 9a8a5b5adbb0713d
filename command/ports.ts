import { localPorts, type Ports, type ServiceName, serviceNames } from '../model/local/services.ts';
import { UsageError } from './command.ts';

/** The flags that name the ports of the local services. */
export const portFlags = Object.fromEntries(
  serviceNames.map((service) => [localPorts[service].flag, { type: 'string' }]),
) as Record<(typeof localPorts)[ServiceName]['flag'], { type: 'string' }>;

/** The advice when another process listens on this port: which flag and which variable choose another one. */
export function otherPort(port: number, ports: Ports): string {
  const taken = serviceNames.filter((service) => ports[service] === port).map((service) => localPorts[service]);
  return taken.map(({ flag, variable }) => `--${flag} N (or ${variable}) names another one`).join(', ');
}

/**
 * The ports of the local services: from the flags, else from the environment.
 * @param otherwise Those of which neither says anything.
 * @throws UsageError naming the flag or the variable that is not a port.
 */
export function readPorts(
  flags: Readonly<Partial<Record<keyof typeof portFlags, string>>>,
  environment: Readonly<Record<string, string | undefined>>,
  otherwise: 'standard' | 'any free' = 'standard',
): Ports {
  const read = (service: ServiceName) => {
    const { flag, variable, standard } = localPorts[service];
    const text = flags[flag] ?? environment[variable];
    if (text === undefined) return otherwise === 'standard' ? standard : 0;
    const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (port <= 65_535) return port;
    const source = flags[flag] === undefined ? variable : `--${flag}`;
    throw new UsageError(`${source} must be a port from 0 (any free one) to 65535, got "${text}".`);
  };
  return { codepipeline: read('codepipeline'), s3: read('s3'), sqs: read('sqs'), dynamodb: read('dynamodb') };
}
