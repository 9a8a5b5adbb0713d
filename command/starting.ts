import { createClosingStack } from './closing-stack.ts';
import type { Interruption } from './interruption.ts';

/** What a program starts, one part after the other, and closes in the reverse order. */
export interface Starting extends AsyncDisposable {
  /** Whether it is being closed: errors from now on come from that. */
  readonly isClosing: boolean;
  /**
   * Gives what the work has started. It is closed at the end, also when it was only on its way at an interruption.
   * @throws Interrupted as soon as a signal comes.
   */
  begin<T>(work: Promise<T>, close?: (started: T) => unknown): Promise<T>;
  /** Does this at the end. */
  defer(close: () => unknown): void;
}

/** A program that starts until it is interrupted. */
export function startUntil({ race }: Interruption): Starting {
  const closing = createClosingStack();
  return {
    get isClosing() {
      return closing.disposed;
    },
    begin(work, close = () => undefined) {
      closing.defer(async () => {
        const [started] = await Promise.allSettled([work]);
        if (started.status === 'fulfilled') await close(started.value);
      });
      return race(work);
    },
    defer: (close) => closing.defer(close),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
