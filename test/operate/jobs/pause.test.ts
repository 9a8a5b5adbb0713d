import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbPollLease } from '../../../lambda/aws/dynamodb/poll-lease.ts';
import { pollOnSchedule } from '../../../lambda/job/pace.ts';
import { ledgerTableName } from '../../../model/local/services.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { ACTION_TYPE } from '../../lambda/middleware/world.ts';
import { memoryWakeUpQueue } from '../../memory/wake-up-queue.ts';
import { type Stack, startStack } from '../started-stack.ts';

const NOW = Date.UTC(2030, 0, 1);
const clock = createManualClock(NOW);

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.close());

const lease = () => dynamodbPollLease(ledgerTableName, { endpoint: stack.dynamodb.url });
const schedule = () => {
  const pace = { lease: lease(), pollEvery: 5, isPaused: false, wakeUps: memoryWakeUpQueue() };
  const until = Date.now() + 1000;
  return pollOnSchedule({ ...stack.ports, pace, log: memoryLog() }, [ACTION_TYPE], { id: 'invocation', until });
};

describe('npm run jobs -- pause', () => {
  it('keeps the poller from asking for jobs until they are resumed', async () => {
    await stack.controlPlane.jobs.submit({ clientId: stack.clientId, actionTypeId: ACTION_TYPE, configuration: {} });

    const paused = await stack.runJobs(['pause'], { clock });
    const during = await schedule();
    const resumed = await stack.runJobs(['resume']);
    const after = await schedule();

    expect(paused).toEqual({
      code: 0,
      output: 'Polling is paused. Jobs that are queued or claimed go on.\n',
      errors: '',
    });
    expect(during).toEqual({ queued: 0, skipped: 'paused' });
    expect(resumed).toEqual({ code: 0, output: 'Polling goes on within a minute.\n', errors: '' });
    expect(after).toEqual({ queued: 1 });
  });

  it('says since when it was paused already, and leaves that as it is', async () => {
    await stack.runJobs(['pause'], { clock });

    const again = await stack.runJobs(['pause']);

    expect(again).toMatchObject({
      code: 0,
      output: 'Polling is paused already, since 2030-01-01T00:00:00.000Z.\n',
    });
    expect(await lease().read()).toMatchObject({ pausedAt: NOW });
  });

  it('says in JSON whether polling is paused, and since when', async () => {
    const said = [
      await stack.runJobs(['pause', '--json'], { clock }),
      await stack.runJobs(['pause', '--json']),
      await stack.runJobs(['resume', '--json']),
      await stack.runJobs(['resume', '--json']),
    ].map(({ output }) => JSON.parse(output));

    const paused = { paused: true, pausedAt: '2030-01-01T00:00:00.000Z' };
    expect(said).toEqual([paused, paused, { paused: false }, { paused: false }]);
  });

  it('is taken back by resume, which says so where there was nothing to take back', async () => {
    expect(await stack.runJobs(['resume'])).toMatchObject({
      code: 0,
      output: 'No command has paused polling. Where the deployment has, it says paused: true.\n',
    });
  });

  it('is no job of the list', async () => {
    await stack.runJobs(['pause']);

    for (const list of [['list'], ['list', '--scan']]) {
      expect((await stack.runJobs([...list, '--json'])).output).toBe('');
    }
  });

  it.each(['pause', 'resume'])('refuses a word after %s', async (command) => {
    expect(await stack.runJobs([command, 'all'])).toMatchObject({ code: 2 });
  });
});
