import type { Fault, FaultPlan } from './faults.ts';

/** What a held-up call may meet: a fault of the network, or the death of the process that makes it. */
export type CallFate = Fault | 'death';

/** Holds up the calls of several processes, so that a test says which of them goes on when. */
export interface Gates {
  /** The plan of one more process. */
  enter(): FaultPlan;
  /** Lets one of the calls that wait go on, counted around; nothing happens when none waits. */
  release(number: number, fate: CallFate): void;
  /** Lets everything go on from now on, without faults. Who is dead stays dead. */
  open(): void;
}

interface Process {
  dead: boolean;
  /** Milliseconds that its calls waited, in all. */
  heldFor: number;
}

interface Waiting {
  process: Process;
  meet(fate: CallFate): void;
}

/** A process that is held up for as long may have missed a renewal, and what follows from that. */
const MAX_HELD_MILLISECONDS = 30_000;

/** @param now The time, in milliseconds. */
export function createGates(now: () => number): Gates {
  let waiting: Waiting[] = [];
  let isOpen = false;

  const take = (chosen: (one: Waiting) => boolean): Waiting[] => {
    const taken = waiting.filter(chosen);
    waiting = waiting.filter((one) => !taken.includes(one));
    return taken;
  };

  return {
    enter() {
      const process: Process = { dead: false, heldFor: 0 };
      const plan = (call: string) =>
        new Promise<Fault>((resolve, reject) => {
          const die = () => reject(new Error(`the process is dead, it makes no ${call}`));
          if (process.dead) return die();
          if (isOpen) return resolve('none');
          const since = now();
          const meet = (fate: CallFate) => {
            process.heldFor += now() - since;
            return fate === 'death' ? die() : resolve(fate);
          };
          waiting.push({ process, meet });
        });
      const wasCutShort = () => process.dead || process.heldFor > MAX_HELD_MILLISECONDS;
      return Object.assign(plan, { wasCutShort });
    },
    release(number, fate) {
      const chosen = waiting[number % waiting.length];
      if (!chosen) return;
      if (fate === 'death') chosen.process.dead = true;
      // A process that dies makes none of the calls it was about to make.
      const met = take((one) => (fate === 'death' ? one.process === chosen.process : one === chosen));
      for (const one of met) one.meet(fate);
    },
    open() {
      isOpen = true;
      for (const one of take(() => true)) one.meet('none');
    },
  };
}
