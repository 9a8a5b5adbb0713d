interface TurnWatch {
  /** Milliseconds of the longest stretch between two turns, the one that is under way included. */
  longest(): number;
  stop(): void;
}

/**
 * Watches how long the event loop is kept from turning, in CPU time of this thread, so that a busy machine is not to
 * blame. Until it is stopped the loop never sleeps.
 */
export function watchTurns(): TurnWatch {
  let longest = 0;
  let last = threadMilliseconds();
  const turn = () => {
    const now = threadMilliseconds();
    longest = Math.max(longest, now - last);
    last = now;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  return {
    longest: () => Math.max(longest, threadMilliseconds() - last),
    stop: () => clearImmediate(next),
  };
}

function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
