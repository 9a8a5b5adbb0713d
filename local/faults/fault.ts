import type { Clock } from '../../model/clock.ts';
import type { Settings } from '../codepipeline/rules.ts';
import type { Services } from '../program/services.ts';
import type { Answer, Call, Cut, Interceptor } from './call.ts';
import type { Draw } from './chance.ts';

/** What a fault can use while it is on. */
export interface FaultContext {
  services: Pick<Services, 'controlPlane'>;
  draw: Draw;
  /** Called at every call that the fault struck. */
  onStrike(call: Call): void;
  /** The clock for waits; it is ahead of this machine's after a fault has made it jump. */
  clock: JumpingClock;
  /** The length of the workers' leases, by which long faults are measured. */
  leaseSeconds: number;
}

/** Something that goes wrong between the functions and the services; the services themselves do nothing wrong. */
export interface Fault {
  readonly name: string;
  /** One line, for users. */
  readonly description: string;
  /** The failure type that a job may end with when it was struck; no job may when left out. */
  readonly mayEndAs?: string;
  /** Rules of the control plane that are part of it. */
  readonly settings?: Partial<Settings>;
  /** Variables of the functions that a rehearsal of it needs. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Begins it from the start, with nothing counted yet. */
  intercept?(context: FaultContext): Interceptor;
}

/** The clock of the control plane and of the artifact store. */
export interface JumpingClock extends Clock {
  jump(milliseconds: number): void;
}

/** What Lambda's event source and the stack's own machinery call; faults leave it alone unless they are about it. */
const NOT_OF_FUNCTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

export const notOfFunctions = ({ operation }: Call) => NOT_OF_FUNCTIONS.includes(operation);

export interface Chances {
  /** The probability for each call, from 0 to 1. */
  rate: number;
  /** The most calls in a row of one sender to one operation that are hit; then one gets through. */
  inARow?: number;
  /** The calls that may be hit: all when left out, except those of Lambda itself, which never are. */
  mayHit?(call: Call): boolean;
}

/**
 * Does something to some calls, chosen by the seed: the n-th call of an operation is hit or is not, the same every time.
 */
export function sometimes(
  { draw, onStrike }: Pick<FaultContext, 'draw' | 'onStrike'>,
  name: string,
  { rate, inARow = 1, mayHit = () => true }: Chances,
  act: (call: Call, next: () => Promise<Answer | Cut>) => Promise<Answer | Cut>,
): Interceptor {
  const calls = new Map<string, number>();
  const rows = new Map<string, number>();
  return async (call, next) => {
    const { service, operation, sender = '' } = call;
    if (notOfFunctions(call) || !mayHit(call)) return next();
    const count = (calls.get(operation) ?? 0) + 1;
    calls.set(operation, count);
    const key = `${sender} ${service} ${operation}`;
    const row = rows.get(key) ?? 0;
    const isHit = row < inARow && draw(name, service, operation, count) < rate;
    rows.set(key, isHit ? row + 1 : 0);
    if (!isHit) return next();
    onStrike(call);
    return act(call, next);
  };
}
