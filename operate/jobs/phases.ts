import type { Phase } from '../../lambda/job/ledger.ts';

const known: Record<Phase, true> = {
  queued: true,
  claiming: true,
  running: true,
  decided: true,
  reported: true,
  lost: true,
  unreportable: true,
};

/** The phases of a job, in the order it goes through them. */
export const phases = Object.keys(known);
