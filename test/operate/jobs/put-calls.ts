import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { onTestFinished } from 'vitest';

const STARTED = 'http.client.request.start';

/** The calls that report a result, as this process sends them until the test is finished. */
export function capturePutCalls(): string[] {
  const calls: string[] = [];
  const see = (message: unknown) => {
    const target = (message as { request: ClientRequest }).request.getHeader('x-amz-target');
    const [, operation = ''] = String(target).split('.');
    if (operation.startsWith('PutThirdPartyJob')) calls.push(operation);
  };
  subscribe(STARTED, see);
  onTestFinished(() => void unsubscribe(STARTED, see));
  return calls;
}
