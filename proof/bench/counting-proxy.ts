import { setTimeout as sleep } from 'node:timers/promises';
import { startProxy } from '../../local/faults/proxy.ts';
import type { LocalServer } from '../../local/http/loopback.ts';
import type { ServiceName } from '../../model/local/services.ts';

/** A proxy in front of a local service: it counts the calls and makes every request wait when it is told to. */
export interface CountingProxy extends LocalServer {
  /** The operations since it was last asked, as AWS names them. */
  takeCalls(): string[];
}

/** @param delay Milliseconds from the request's arrival until the service sees it: the way there and back. */
export async function startCountingProxy(
  service: ServiceName,
  { url }: LocalServer,
  delay = 0,
): Promise<CountingProxy> {
  const calls: string[] = [];
  const server = await startProxy({
    ...{ service, target: url },
    async intercept({ operation }, next) {
      calls.push(operation);
      if (delay > 0) await sleep(delay);
      return await next();
    },
  });
  return { ...server, takeCalls: () => calls.splice(0) };
}
