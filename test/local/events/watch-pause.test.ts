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
  const stop = watchPause({ record: (event) => void recorded.push(event) }, dynamodb, 20);
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
