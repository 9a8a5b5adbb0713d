import { actionTypeName } from '../../model/action-type.ts';
import type { PolledActionType } from '../../model/integration.ts';
import { type PollPorts, poll } from './poll.ts';

/** The looks for the job of an action that has started, in seconds after the event, which may come before the job is on offer. */
export const LOOKS = [0, 1, 2, 4, 8];
/** How long one look may take, in milliseconds: less than the pause after which a poller would look again. */
const MAX_LOOK = 4_000;

/**
 * The action type of the action that has started, if this is EventBridge's event of a start and the type is one of ours.
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

/** An action of this type has started. */
export interface Started {
  type: PolledActionType;
  /** All types that the poller polls for. */
  actionTypes: readonly PolledActionType[];
}

/**
 * Looks several times for the job of an action that has just started, until a job of its type was queued or `until` (epoch
 * milliseconds). A job that comes later is left to the schedule. Returns how many jobs of the type were queued. Each look is
 * for the other types as well, because other pollers may not look at them meanwhile.
 * @param take Takes a look if it is allowed now, and returns how many jobs it queued.
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
    const end = Math.min(until, clock.now() + MAX_LOOK);
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
