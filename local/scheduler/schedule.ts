import { type Clock, systemClock } from '../../model/clock.ts';

interface ScheduleOptions {
  invoke(): Promise<unknown>;
  /** From the start of one invocation to the start of the next. */
  everySeconds: number;
  /** Gets the error of an invocation; the schedule goes on. */
  onError(error: unknown): void;
  clock?: Clock;
}

interface Schedule {
  /** Invokes nothing more. Resolves once the invocation that runs has ended. */
  close(): Promise<void>;
}

/** Invokes at once and then at a fixed rate, never two at a time: after a longer invocation the next follows directly. */
export function startSchedule({ invoke, everySeconds, onError, clock = systemClock }: ScheduleOptions): Schedule {
  const closing = new AbortController();
  const run = async () => {
    while (!closing.signal.aborted) {
      const due = clock.now() + everySeconds * 1000;
      await invoke().catch(onError);
      // A clock that was set back must not put the next invocation off.
      const wait = Math.min(everySeconds * 1000, Math.max(0, due - clock.now()));
      await clock.sleep(wait, closing.signal);
    }
  };
  const running = run();
  return {
    close: () => {
      closing.abort();
      return running;
    },
  };
}
