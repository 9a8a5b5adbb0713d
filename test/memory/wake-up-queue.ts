import type { WakeUp, WakeUpQueue } from '../../lambda/job/wake-up.ts';

/** Wake-ups in a list, in the order in which they are due. */
interface MemoryWakeUpQueue extends WakeUpQueue {
  /** All that were ever sent and not taken. */
  readonly waiting: readonly WakeUp[];
  /** The next one to come. */
  take(): WakeUp | undefined;
}

export function memoryWakeUpQueue(): MemoryWakeUpQueue {
  let waiting: WakeUp[] = [];
  return {
    get waiting() {
      return waiting;
    },
    async send(wakeUps) {
      waiting = [...waiting, ...wakeUps].toSorted((a, b) => a.dueAt - b.dueAt);
    },
    take: () => waiting.shift(),
  };
}
