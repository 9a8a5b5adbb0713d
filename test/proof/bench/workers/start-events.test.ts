import { expect, it } from 'vitest';
import { createRecorder } from '../../../../local/events/recorder.ts';
import { deliverStartEvents } from '../../../../proof/bench/workers/start-events.ts';
import { createManualClock } from '../../../../testing/manual-clock.ts';

const TYPE = { category: 'Test', owner: 'Custom', provider: 'Nothing', version: '1' } as const;

it('wakes the poller once for each action that starts, after the time that an event takes', async () => {
  const clock = createManualClock(0);
  const recorder = createRecorder(clock, () => []);
  const invoked: { at: number; event: object }[] = [];
  const errors: unknown[] = [];
  const invoke = async (event: object) => {
    invoked.push({ at: clock.now(), event });
    if (invoked.length > 1) throw new Error('no function');
  };
  const names = { pipelineName: 'shop', stageName: 'Check', actionName: 'Nothing', actionExecutionId: 'a-1' };
  const start = (jobId: string) => {
    const at = clock.now();
    recorder.record({
      kind: 'job',
      jobId,
      actionTypeId: TYPE,
      ...names,
      status: 'Queued',
      createdAt: at,
      changedAt: at,
    });
    recorder.record({ kind: 'status', jobId, status: 'Queued' });
    recorder.record({ kind: 'status', jobId, status: 'InProgress' });
  };
  const stop = deliverStartEvents(
    { recorder, invoke, onError: (error) => errors.push(error), deliveredIn: 500 },
    clock,
  );

  start('j-1');
  await clock.advance(1_000);
  start('j-2');
  await clock.advance(1_000);
  stop();
  start('j-3');
  await clock.advance(1_000);

  const event = {
    'detail-type': 'CodePipeline Action Execution State Change',
    detail: { state: 'STARTED', type: TYPE },
  };
  expect(invoked).toEqual([
    { at: 500, event },
    { at: 1_500, event },
  ]);
  expect(errors).toEqual([new Error('no function')]);
});
