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

interface Waiting {
  process: { dead: boolean };
  meet(fate: CallFate): void;
}

export function createGates(): Gates {
  let waiting: Waiting[] = [];
  let isOpen = false;

  const take = (chosen: (one: Waiting) => boolean): Waiting[] => {
    const taken = waiting.filter(chosen);
    waiting = waiting.filter((one) => !taken.includes(one));
    return taken;
  };

  return {
    enter() {
      const process = { dead: false };
      return (call) =>
        new Promise<Fault>((resolve, reject) => {
          const die = () => reject(new Error(`the process is dead, it makes no ${call}`));
          if (process.dead) return die();
          if (isOpen) return resolve('none');
          waiting.push({ process, meet: (fate) => (fate === 'death' ? die() : resolve(fate)) });
        });
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
