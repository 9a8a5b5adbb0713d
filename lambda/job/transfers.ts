import type { Clock } from '../../model/clock.ts';
import type { Log, TransferCount } from './ports.ts';

/** Milliseconds between two log lines about transfers that go on. */
const TELL_EVERY = 10_000;

interface Transfers extends TransferCount {
  /** Tells the sums of the whole job, if anything moved. */
  end(): void;
}

/** Counts how much of each artifact has moved. A request that had to be repeated counts once; a stretch that was read twice counts twice. */
export function followTransfers(log: Log, { now }: Clock): Transfers {
  const moved = new Map<string, { read: number; written: number }>();
  let told = now();
  const tell = (message: string) => log.info(message, { bytes: Object.fromEntries(moved) });
  return {
    add(artifact, direction, bytes) {
      const before = moved.get(artifact) ?? { read: 0, written: 0 };
      moved.set(artifact, { ...before, [direction]: before[direction] + bytes });
      if (now() - told < TELL_EVERY) return;
      told = now();
      tell('artifacts on their way');
    },
    end() {
      if (moved.size > 0) tell('artifacts moved');
    },
  };
}
