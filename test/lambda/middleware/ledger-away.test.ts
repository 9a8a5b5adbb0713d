import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { succeeded } from '../../../lambda/action/outcome.ts';
import { dynamodbLedger } from '../../../lambda/aws/dynamodb/ledger.ts';
import { startDynamodb } from '../../../local/dynamodb/dynamodb.ts';
import { systemClock } from '../../../model/clock.ts';
import { ledgerTableName } from '../../../model/local/services.ts';
import { deliver } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld } from './world.ts';

captureLogLines();

/** More than the SDK's own retries make good: each call of it is sent three times. */
const REFUSALS = 7;

/** DynamoDB that answers 503 to the next so many requests once told to, before or after it did what they ask for. */
async function startAilingDynamodb() {
  const dynamodb = await startDynamodb({ port: 0 });
  const port = Number(new URL(dynamodb.url).port);
  let refusals = 0;
  let isDone = false;
  const proxy = createServer((request, response) => {
    const isRefused = refusals > 0;
    if (isRefused) refusals -= 1;
    const refuse = () =>
      response.writeHead(503, { 'content-type': 'application/x-amz-json-1.0' }).end('{"__type":"ServiceUnavailable"}');
    if (isRefused && !isDone) {
      request.resume();
      request.on('end', refuse);
      return;
    }
    const headers = { ...request.headers, host: `127.0.0.1:${port}` };
    const forwarded = forward({ host: '127.0.0.1', port, method: 'POST', path: '/', headers }, (answer) => {
      if (isRefused) {
        answer.resume();
        answer.on('end', refuse);
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await dynamodb.close();
  });
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    refuse(when: 'before' | 'after') {
      refusals = REFUSALS;
      isDone = when === 'after';
    },
    refusalsLeft: () => refusals,
  };
}

it.each(['before', 'after'] as const)(
  'an action is run once and reported although DynamoDB answers 503 at its return, %s it did what was asked',
  async (when) => {
    const dynamodb = await startAilingDynamodb();
    const world = createWorld();
    const jobId = world.addJob({ outputArtifacts: [] });
    await world.poll();
    let runs = 0;
    const ports = world.workerPorts(async () => {
      runs += 1;
      dynamodb.refuse(when);
      return succeeded({ summary: 'deployed' });
    });
    const ledger = dynamodbLedger(ledgerTableName, { endpoint: dynamodb.url });

    const fate = await deliver(world.queue, world.workerWith({ ...ports, ledger, clock: systemClock }), systemClock);

    expect([fate, runs, dynamodb.refusalsLeft()]).toEqual(['deleted', 1, 0]);
    expect(world.codePipeline.job(jobId)).toMatchObject({
      status: 'Succeeded',
      result: { executionDetails: { summary: 'deployed' } },
    });
    expect((await ledger.read(jobId))?.phase).toBe('reported');
  },
);
