import { systemClock } from '../../model/clock.ts';
import { LEASE_SECONDS } from '../../model/lease.ts';
import type { Settings } from '../codepipeline/rules.ts';
import { dropRequest, dropResponse, resetMidBody } from './broken-connections.ts';
import { chain, type Interceptor } from './call.ts';
import { createDraw } from './chance.ts';
import { http500, http503, malformedJson, throttle } from './error-answers.ts';
import { expireCredentials } from './expire-credentials.ts';
import type { Fault, FaultContext, JumpingClock } from './fault.ts';
import { badToken, clockJump } from './job-faults.ts';
import { lapsedOffers } from './lapsed-offers.ts';
import { jobsOutage, ledgerOutage, queueOutage } from './outages.ts';
import { sqsOutOfOrder, sqsTwice } from './queue-faults.ts';
import { redeliveryStorm } from './redelivery-storm.ts';
import { rival } from './rival.ts';
import { silentService } from './silent-service.ts';
import { delay } from './slow-answers.ts';
import { UnknownFault } from './unknown-fault.ts';

export { UnknownFault };

/** Every fault that can be let loose. */
export const faults: readonly Fault[] = [
  dropRequest,
  dropResponse,
  resetMidBody,
  delay,
  http500,
  http503,
  throttle,
  malformedJson,
  expireCredentials,
  badToken,
  rival,
  redeliveryStorm,
  lapsedOffers,
  sqsTwice,
  sqsOutOfOrder,
  clockJump,
  ledgerOutage,
  jobsOutage,
  queueOutage,
  silentService,
];

interface FaultScript {
  /** The settings for the start of the control plane. */
  readonly settings: Partial<Settings>;
  /** The variables for the start of the functions. */
  readonly variables: Readonly<Record<string, string>>;
  /** The clock for the start of the services. */
  readonly clock: JumpingClock;
  /** Begins the faults. `onStrike` is called at every call that a fault struck. */
  intercept(services: FaultContext['services'], onStrike?: FaultContext['onStrike']): Interceptor;
}

/** Some faults together, chosen by a seed, ready to begin. @throws UnknownFault */
export function openFaults(names: readonly string[], seed: number, leaseSeconds = LEASE_SECONDS): FaultScript {
  const chosen = names.map(findFault);
  const clock = createJumpingClock();
  return {
    settings: Object.assign({}, ...chosen.map(({ settings }) => settings)),
    variables: Object.assign({}, ...chosen.map(({ variables }) => variables)),
    clock,
    intercept: (services, onStrike = () => {}) => {
      const context = { services, clock, leaseSeconds, draw: createDraw(seed), onStrike };
      return chain(chosen.flatMap((fault) => fault.intercept?.(context) ?? []));
    },
  };
}

/** @throws UnknownFault */
export function findFault(name: string): Fault {
  const fault = faults.find((one) => one.name === name);
  if (!fault)
    throw new UnknownFault(
      name,
      faults.map((one) => one.name),
    );
  return fault;
}

export function createJumpingClock(): JumpingClock {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    sleep: systemClock.sleep,
    jump: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}
