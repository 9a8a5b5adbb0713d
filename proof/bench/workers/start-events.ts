import type { ControlPlane } from '../../../local/codepipeline/control-plane.ts';
import { type Clock, systemClock } from '../../../model/clock.ts';

/** Where events come from, whom they wake, and what is told of one that woke nobody. */
interface StartEvents {
  recorder: Pick<ControlPlane['recorder'], 'job' | 'listen'>;
  invoke(event: object): Promise<unknown>;
  onError(error: unknown): void;
  /** Milliseconds from the start of an action until its event is there. */
  deliveredIn: number;
}

/**
 * Stands in for EventBridge: wakes the poller when an action starts, as the rule of the stack does for custom actions.
 * @returns what ends it.
 */
export function deliverStartEvents(
  { recorder, invoke, onError, deliveredIn }: StartEvents,
  clock: Clock = systemClock,
): () => void {
  return recorder.listen((event) => {
    if (event.kind !== 'status' || event.status !== 'Queued') return;
    const type = recorder.job(event.jobId)?.actionTypeId;
    const started = { 'detail-type': 'CodePipeline Action Execution State Change', detail: { state: 'STARTED', type } };
    void clock
      .sleep(deliveredIn)
      .then(() => invoke(started))
      .catch(onError);
  });
}
