import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { actionsModule } from '../../bin/actions.ts';
import { keptBundles } from '../../command/kept-folder.ts';
import { bundleAll } from '../../lib/bundles/bundles.ts';
import { startFunctions } from '../../local/program/functions.ts';
import { startServices } from '../../local/program/services.ts';
import { anyFreePorts } from '../../model/local/services.ts';
import { jobsCommand } from '../../operate/jobs/jobs-command.ts';
import { runCommand } from '../operate/run-command.ts';
import { timeLimit } from '../time-limit.ts';
import { artifactGuard } from './local-worker.ts';

/** Far more than the wake-ups of a minute need, and so little that no second scheduled poll can have come. */
const BEFORE_NEXT_MINUTE = 45_000;

/** The functions as a deployment that polls every two seconds has them, and each invocation of the poller that has ended. */
async function startPolled() {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'poll-every-'));
  starting.defer(() => rm(folder, { recursive: true }));
  const services = await startServices({ ports: anyFreePorts, actionTypes: [artifactGuard] });
  starting.defer(() => services.close());
  const polls: unknown[] = [];
  const functions = await startFunctions(services, {
    made: {
      bundles: await bundleAll(join(folder, 'bundles'), actionsModule, { kept: keptBundles() }),
      actionTypes: [artifactGuard],
    },
    pollEvery: 2,
    onLog() {},
    onError() {},
    onInvocation: (name, state, { event }) => void (name === 'poller' && state === 'ended' && polls.push(event)),
  });
  starting.defer(() => functions.close());
  const started = starting.move();
  onTestFinished(() => started.disposeAsync());
  const { controlPlane, sqs, dynamodb } = services;
  const environment = {
    LOCAL_PORT: String(controlPlane.port),
    LOCAL_SQS_PORT: String(sqs.port),
    LOCAL_DYNAMODB_PORT: String(dynamodb.port),
  };
  const run = (command: string) => runCommand(jobsCommand, [command, '--local'], { environment });
  const submit = () => controlPlane.jobs.submit({ actionTypeId: artifactGuard, configuration: {} });
  return { jobs: controlPlane.jobs, polls, run, submit };
}

it('a poller wakes itself between two scheduled polls, unless it is paused', {
  timeout: timeLimit(240_000),
}, async () => {
  const { jobs, polls, run, submit } = await startPolled();
  const pollsMore = async (number: number) => {
    const before = polls.length;
    await expect.poll(() => polls.length - before, { timeout: BEFORE_NEXT_MINUTE }).toBeGreaterThanOrEqual(number);
  };
  const isWakeUp = (event: unknown) => Object.hasOwn(Object(event), 'Records');

  await pollsMore(1);
  const { jobId } = await submit();
  await jobs.waitFor(jobId, ['Succeeded', 'Failed']);
  expect(polls.filter(isWakeUp).length).toBeGreaterThan(0);

  expect(await run('pause')).toMatchObject({ code: 0 });
  await pollsMore(2);
  const kept = await submit();
  await pollsMore(3);
  expect(await jobs.show(kept.jobId)).toMatchObject({ status: 'Queued' });

  expect(await run('resume')).toMatchObject({ code: 0 });
  await jobs.waitFor(kept.jobId, ['Succeeded', 'Failed']);
});
