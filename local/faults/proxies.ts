import { createClosingStack } from '../../command/closing-stack.ts';
import type { Endpoints } from '../../model/local/services.ts';
import { serviceNames } from '../../model/local/services.ts';
import type { Services } from '../program/services.ts';
import type { Interceptor } from './call.ts';
import { startProxy } from './proxy.ts';

export const endpointsOf = ({ controlPlane, artifactStore, sqs, dynamodb }: Services): Endpoints => ({
  codepipeline: controlPlane.url,
  s3: artifactStore.url,
  sqs: sqs.url,
  dynamodb: dynamodb.url,
});

interface Proxies {
  /** The base URLs of the proxies. */
  readonly endpoints: Endpoints;
  close(): Promise<void>;
}

/** One proxy in front of each service, all with the same interceptor. */
export async function startProxies(services: Services, intercept: Interceptor): Promise<Proxies> {
  const targets = endpointsOf(services);
  await using starting = createClosingStack();
  const endpoints = { ...targets };
  for (const service of serviceNames) {
    const proxy = await startProxy({ service, target: targets[service], intercept });
    starting.defer(() => proxy.close());
    endpoints[service] = proxy.url;
  }
  const started = starting.move();
  return { endpoints, close: () => started.disposeAsync() };
}
