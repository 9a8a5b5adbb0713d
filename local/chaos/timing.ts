import type { Integration } from '../../model/integration.ts';
import { LEASE_SECONDS } from '../../model/lease.ts';
import { functionLimits } from '../../model/stack-limits.ts';
import type { Settings } from '../codepipeline/rules.ts';

/** What a rehearsal waits for, in seconds. */
export interface Timing {
  leaseSeconds: number;
  /** Of the worker. */
  timeoutSeconds: number;
  /** How long the queue hides a message until its worker does. */
  visibilitySeconds: number;
  pollEverySeconds: number;
  /** When no job has made progress for this time, jobs without a result count as lost. */
  patienceSeconds: number;
  settings: Partial<Settings>;
}

const SHORT_VISIBILITY_LEASES = 3;
const SHORT_TIMEOUT = 60;
const PATIENCE_LEASES = 45;

/** The time between two offers of a job. An offer of a custom action's has a new nonce, and in production no poll brings it sooner than a minute later. */
const REDELIVERY: Readonly<Record<Integration, number>> = { 'third-party': 30, custom: 60 };

/** Production timing for its lease of 120 seconds; for a shorter lease all waits are shorter too. */
export function timingFor(leaseSeconds: number, integration: Integration = 'third-party'): Timing {
  const isShort = leaseSeconds < LEASE_SECONDS;
  const scaled = (seconds: number) => Math.max(1, Math.round((seconds * leaseSeconds) / LEASE_SECONDS));
  return {
    leaseSeconds,
    timeoutSeconds: isShort ? SHORT_TIMEOUT : functionLimits.worker.timeoutSeconds,
    visibilitySeconds: isShort ? SHORT_VISIBILITY_LEASES * leaseSeconds : functionLimits.worker.timeoutSeconds,
    pollEverySeconds: isShort ? 0.5 : 60,
    patienceSeconds: PATIENCE_LEASES * leaseSeconds,
    settings: { redeliverySeconds: scaled(REDELIVERY[integration]), continuationDelaySeconds: scaled(30) },
  };
}
