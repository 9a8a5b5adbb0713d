import { describe, expect, it, onTestFinished } from 'vitest';
import { listen, readBody } from '../../../local/http/loopback.ts';
import { startCountingProxy } from '../../../proof/bench/counting-proxy.ts';

describe('a counting proxy', () => {
  it('passes calls on and tells each of them once', async () => {
    const service = await listen(async (request, response) => {
      response.writeHead(201).end(`got ${await readBody(request, 1000)}`);
    }, 0);
    const proxy = await startCountingProxy('dynamodb', service, 1);
    onTestFinished(async () => {
      await proxy.close();
      await service.close();
    });

    const headers = { 'x-amz-target': 'DynamoDB_20120810.GetItem' };
    const response = await fetch(proxy.url, { method: 'POST', headers, body: 'bytes' });

    expect([response.status, await response.text()]).toEqual([201, 'got bytes']);
    expect(proxy.takeCalls()).toEqual(['GetItem']);
    expect(proxy.takeCalls()).toEqual([]);
  });
});
