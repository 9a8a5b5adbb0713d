import type { Clock } from '../model/clock.ts';

/** Tells, until it is disposed of, what a long command does and how far it is. */
export interface Progress extends Disposable {
  /** Sets what is shown while no part of the work has begun. */
  say(what: string): void;
  /** Begins a part of the work, which ends when the result is disposed of. `look` tells how far the part is. */
  begin(look: () => string): Disposable;
}

interface ProgressOptions {
  clock: Clock;
  /** Gets a line that replaces the one before it. */
  show(line: string): void;
  /** Gets a line from time to time that stays, for an output in which no line can be replaced. */
  note?: ((line: string) => void) | undefined;
}

const SHOW_EVERY_MILLISECONDS = 500;
/** A log shows that something goes on, and must not be filled with it. */
const NOTE_EVERY_MILLISECONDS = 30_000;

export function openProgress({ clock, show, note }: ProgressOptions): Progress {
  const over = new AbortController();
  const atWork = new Set<{ look(): string }>();
  let said = '';
  let shown = '';
  let notedAt = clock.now();
  const tell = () => {
    const line = [...atWork].map(({ look }) => look()).join('; ') || said;
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
    begin(look) {
      const part = { look };
      atWork.add(part);
      return { [Symbol.dispose]: () => void atWork.delete(part) };
    },
    [Symbol.dispose]: () => over.abort(),
  };
}
