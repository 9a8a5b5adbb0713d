import type { Clock } from '../../model/clock.ts';

/** How far a rehearsal is that is at work. */
export interface Standing {
  jobs: number;
  /** Jobs that have come to their end. */
  over: number;
  kills: number;
}

/** Tells, until it is disposed of, what chaos does and how far it is. */
export interface Progress extends Disposable {
  /** What it does while nothing is rehearsed. */
  say(what: string): void;
  /** A rehearsal begins, and is over when the answer is disposed of. */
  begin(name: string, look: () => Standing): Disposable;
}

export interface ProgressOptions {
  clock: Clock;
  /** Gets a line that takes the place of the one before it. */
  show(line: string): void;
  /** Gets a line now and then that stays, where none can be replaced. */
  note?: ((line: string) => void) | undefined;
}

const SHOW_EVERY_MILLISECONDS = 500;
/** A log is to tell that something goes on, and not to be filled with it. */
const NOTE_EVERY_MILLISECONDS = 30_000;

export function openProgress({ clock, show, note }: ProgressOptions): Progress {
  const over = new AbortController();
  const atWork = new Map<symbol, { name: string; look: () => Standing }>();
  let said = '';
  let shown = '';
  let notedAt = clock.now();
  const tell = () => {
    const line = [...atWork.values()].map(({ name, look }) => `${name}: ${describe(look())}`).join('; ') || said;
    if (line !== shown) show(line);
    shown = line;
    if (!note || line === '' || clock.now() - notedAt < NOTE_EVERY_MILLISECONDS) return;
    note(line);
    notedAt = clock.now();
  };
  const keepTelling = async () => {
    while (!over.signal.aborted) {
      tell();
      await clock.sleep(SHOW_EVERY_MILLISECONDS, over.signal);
    }
    show('');
  };
  void keepTelling();
  return {
    say(what) {
      said = what;
      tell();
    },
    begin(name, look) {
      const key = Symbol(name);
      atWork.set(key, { name, look });
      return { [Symbol.dispose]: () => void atWork.delete(key) };
    },
    [Symbol.dispose]: () => over.abort(),
  };
}

const describe = ({ jobs, over, kills }: Standing) => `${over} of ${jobs} jobs over, ${kills} kills`;
