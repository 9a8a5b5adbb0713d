import type { InvocationEvent, LedgerEvent } from '../events/event.ts';

/** A shorter wait, in milliseconds, is not mentioned. */
const SHORT = 10_000;

interface DeathTeller {
  /** Remembers until when a job is held. */
  note(event: LedgerEvent): void;
  /** What happened to the worker of a job, and when the job goes on. */
  textOf(event: InvocationEvent): string;
}

/** Tells when the job of a dead worker goes on, by the worker's lease. @param now The workers' clock, in epoch milliseconds. */
export function createDeathTeller(now: () => number): DeathTeller {
  const heldUntil = new Map<string, number>();
  return {
    note: ({ jobId, leaseUntil }) => void heldUntil.set(jobId, leaseUntil),
    textOf({ jobId, function: name, said = '' }) {
      const who = name === 'last-word' ? 'the last word' : 'the worker';
      const what = `${who} ${howOf(said)}`;
      const left = (heldUntil.get(jobId) ?? 0) - now();
      if (left <= 0) return `${what}; the job goes on when its message comes back`;
      const shorter = left > SHORT ? ' (start --lease SECONDS shortens that)' : '';
      return `${what}; its lease ends in ${minutesOf(left)}, then the job goes on${shorter}`;
    },
  };
}

function howOf(said: string): string {
  if (said.includes('signal: killed')) return 'was killed';
  if (said.startsWith('Sandbox.Timedout')) return 'took longer than a function may';
  const [, how = 'for no reason that it told'] = /error: (.*)$/.exec(said) ?? [];
  return `died: ${how}`;
}

function minutesOf(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
