import { actionTypeName } from '../../model/action-type.ts';
import type { PolledActionType } from '../../model/integration.ts';
import { type PollPorts, poll } from './poll.ts';

/** Looks for the job of an action that has just started at these seconds after the event, which may come before the job can be polled. */
export const LOOKS = [0, 1, 2, 4, 8];
/** Milliseconds that one look may take: less than the pause after which a poller would look again. */
const LOOK_TAKES = 4_000;

/**
 * The action type of which an action has started, if this is EventBridge's event of that and the action type is one of ours.
 * Source: AWS CodePipeline User Guide, "Monitoring CodePipeline events".
 * @returns undefined for any other event; `none` for one of an action that is not ours, or has not just started.
 */
export function startedType(
  event: unknown,
  actionTypes: readonly PolledActionType[],
): PolledActionType | 'none' | undefined {
  const { 'detail-type': kind, detail } = Object(event);
  if (kind !== 'CodePipeline Action Execution State Change') return undefined;
  const { state, type } = Object(detail);
  const name = actionTypeName(Object(type));
  return (state === 'STARTED' && actionTypes.find((one) => actionTypeName(one) === name)) || 'none';
}

/** That an action has started. */
export interface Started {
  type: PolledActionType;
  /** All that the poller polls for. */
  actionTypes: readonly PolledActionType[];
}

/**
 * Looks again and again for the job of an action that has just started, until one of its type was queued or `until` (epoch
 * milliseconds). A job that comes later is left to the schedule. Returns how many jobs of the type were queued. Each look is
 * for the other types as well, because those who wait for their jobs may not look meanwhile.
 * @param take Has a look taken, if it may be; gives how many jobs it queued.
 */
export async function pollForStarted(
  ports: PollPorts,
  { type, actionTypes }: Started,
  until: number,
  take = (look: () => Promise<number>): Promise<number> => look(),
): Promise<number> {
  const { clock } = ports;
  const startedAt = clock.now();
  const others = actionTypes.filter((one) => one !== type);
  const look = async () => {
    const end = Math.min(until, clock.now() + LOOK_TAKES);
    const [queued] = await Promise.all([poll(ports, [type], end), poll(ports, others, end)]);
    return queued;
  };
  for (const seconds of LOOKS) {
    await clock.sleep(Math.max(0, startedAt + seconds * 1000 - clock.now()));
    if (clock.now() >= until) break;
    const queued = await take(look);
    if (queued > 0) return queued;
  }
  return 0;
}
