import { join } from 'node:path';
import { actionsModule } from '../../../bin/actions.ts';
import cdk from '../../../cdk.json' with { type: 'json' };
import { startSchedule } from '../../../local/scheduler/schedule.ts';
import { MAX_POLL_EVERY } from '../../../model/polling.ts';
import { type CostLine, idleCost, sumAfterFreeUnits, sumOf } from '../../../operate/cost/cost.ts';
import { polledEvery } from '../../../operate/cost/polling-cost.ts';
import { readTemplate } from '../../../operate/cost/template-facts.ts';
import { atMost, holds } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { startWorker } from '../pipeline/started-worker.ts';

const HOUR = 3_600_000;
const MINUTES = 60;
const MAX_LOGGED = 500;
const MAX_DOLLARS = 0.1;

export const idle: Measurement = {
  name: 'idle',
  title: 'an hour without jobs on an injected clock, scheduled each minute, one action type',
  async measure({ scratch }) {
    await using worker = await startWorker(join(scratch, 'worker'));
    await worker.poll();
    worker.takeCalls();
    worker.takeLines();
    const started = performance.now();
    await scheduleForAnHour(() => worker.poll());
    const perPoll = (performance.now() - started) / MINUTES;
    const { codepipeline, s3, dynamodb } = worker.takeCalls();
    const logged = worker.takeLines().reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    const month = await monthOf(['worker', 'empty receives']);
    const goals = [
      holds('G13', `CodePipeline calls = ${MINUTES}`, codepipeline.length === MINUTES, String(codepipeline.length)),
      atMost('G13', 'other calls', [s3.length + dynamodb.length, 0]),
      atMost('G13', 'logged a minute', [logged / MINUTES, MAX_LOGGED], ' bytes'),
      atMost(
        'G13',
        'a month of the worker itself, at list price',
        [dollarsIn(month, 'worker'), MAX_DOLLARS],
        ' dollars',
      ),
    ];
    return {
      figures: [],
      facts: {
        'log bytes in the hour (Lambda adds no line of its own to a poll that went well)': logged,
        'milliseconds a poll': Number(perPoll.toFixed(1)),
        "dollars a month for Lambda's own asking of both queues, at list price": dollarsIn(month, 'empty receives'),
        'dollars a month for both, after the free units of an account': Number(sumAfterFreeUnits(month).toFixed(2)),
      },
      goals,
      skipped: [],
    };
  },
};

/** The schedule at the rate of the stack, on a clock that has gone on by a minute as soon as it is waited for. */
async function scheduleForAnHour(invoke: () => Promise<unknown>): Promise<void> {
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  let time = 0;
  const schedule = startSchedule({
    invoke,
    everySeconds: HOUR / MINUTES / 1000,
    onError: reject,
    clock: {
      now: () => time,
      async sleep(milliseconds) {
        time += milliseconds;
        if (time >= HOUR) schedule.close().then(resolve, reject);
      },
    },
  });
  await over;
}

/** What an idle month of the stack with this one action costs. */
async function monthOf(groups: readonly CostLine['group'][]): Promise<CostLine[]> {
  // The help text of the bench loads this file too, and needs no CDK.
  const { synthesizeStacks } = await import('../../../lib/app/synthesize-stacks.ts');
  const [stack] = synthesizeStacks({ actions: actionsModule }, cdk.context);
  if (stack === undefined) throw new Error('The app has no stack');
  return idleCost(polledEvery(readTemplate(stack.template), MAX_POLL_EVERY)).filter(({ group }) =>
    groups.includes(group),
  );
}

const dollarsIn = (lines: readonly CostLine[], group: CostLine['group']) => Number(sumOf(lines, group).toFixed(3));
