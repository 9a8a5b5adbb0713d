import { expect, it, onTestFinished } from 'vitest';
import { dynamodbPollLease } from '../../../lambda/aws/dynamodb/poll-lease.ts';
import { startDynamodb } from '../../../local/dynamodb/dynamodb.ts';
import type { LocalEvent } from '../../../local/events/event.ts';
import type { Told } from '../../../local/events/recorder.ts';
import { watchPause } from '../../../local/events/watch-pause.ts';
import { ledgerTableName } from '../../../model/local/services.ts';
import { timeLimit } from '../../time-limit.ts';

it('records that a command has paused the polls, and that they go on, once each', {
  timeout: timeLimit(60_000),
}, async () => {
  const dynamodb = await startDynamodb({ port: 0 });
  onTestFinished(() => dynamodb.close());
  const recorded: Told<LocalEvent>[] = [];
  const stop = watchPause({ record: (event) => void recorded.push(event) }, dynamodb, { lookEvery: 20 });
  onTestFinished(stop);
  const lease = dynamodbPollLease(ledgerTableName, { endpoint: dynamodb.url });

  await lease.heat(5);
  await lease.pause(4_711);
  await expect.poll(() => recorded, { timeout: timeLimit(20_000) }).toEqual([{ kind: 'pause', since: 4_711 }]);
  await lease.heat(6);
  await lease.resume();
  await expect.poll(() => recorded.length, { timeout: timeLimit(20_000) }).toBe(2);

  expect(recorded[1]).toEqual({ kind: 'pause' });
});

it('records at once that the deployment has paused the polls, and keeps to it when a command does too', {
  timeout: timeLimit(60_000),
}, async () => {
  const dynamodb = await startDynamodb({ port: 0 });
  onTestFinished(() => dynamodb.close());
  const recorded: Told<LocalEvent>[] = [];
  const recorder = { record: (event: Told<LocalEvent>) => void recorded.push(event) };
  const stop = watchPause(recorder, dynamodb, { isDeployed: true, lookEvery: 20 });
  onTestFinished(stop);

  expect(recorded).toEqual([{ kind: 'pause', deployed: true }]);
  await dynamodbPollLease(ledgerTableName, { endpoint: dynamodb.url }).pause(4_711);
  await expect.poll(() => recorded.length, { timeout: timeLimit(20_000) }).toBe(2);
  expect(recorded[1]).toEqual({ kind: 'pause', deployed: true, since: 4_711 });
});
