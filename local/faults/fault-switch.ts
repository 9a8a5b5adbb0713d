import { LEASE_SECONDS } from '../../model/lease.ts';
import type { Settings } from '../codepipeline/rules.ts';
import { type Call, chain, type Interceptor } from './call.ts';
import { createDraw } from './chance.ts';
import type { FaultContext, JumpingClock } from './fault.ts';
import { findFault } from './faults.ts';

/** Faults that can be turned on and off while everything runs. */
interface FaultSwitch {
  readonly intercept: Interceptor;
  on(): readonly string[];
  /** Begins these faults from the start and ends all others. @throws UnknownFault; nothing changes then. */
  set(names: readonly string[]): void;
  /** The name of the fault that struck a call. */
  faultOf(call: Call): string | undefined;
}

interface FaultSwitchOptions {
  services: FaultContext['services'];
  clock: JumpingClock;
  seed: number;
  /** Sets the rules that are part of the faults which are on; all others have their own values again. */
  changeSettings(changes: Partial<Settings>): void;
  leaseSeconds?: number;
}

/** @param names Of the faults that are on at first. @throws UnknownFault */
export function createFaultSwitch(options: FaultSwitchOptions, names: readonly string[] = []): FaultSwitch {
  const { services, clock, seed, changeSettings, leaseSeconds = LEASE_SECONDS } = options;
  const struck = new WeakMap<Call, string>();
  let on: readonly string[] = [];
  let intercept: Interceptor = (_, next) => next();
  const begin = (name: string): Interceptor[] => {
    const onStrike = (call: Call) => void struck.set(call, name);
    const begun = findFault(name).intercept?.({ services, clock, leaseSeconds, draw: createDraw(seed), onStrike });
    return begun ? [begun] : [];
  };
  const set = (chosen: readonly string[]) => {
    intercept = chain([...new Set(chosen)].flatMap(begin));
    on = [...new Set(chosen)];
    changeSettings(Object.assign({}, ...on.map((name) => findFault(name).settings)));
  };
  set(names);
  return {
    intercept: (call, next) => intercept(call, next),
    on: () => on,
    set,
    faultOf: (call) => struck.get(call),
  };
}
