import { afterEach, beforeEach } from 'vitest';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { type Stack, startStack } from '../started-stack.ts';

export const NOW = Date.UTC(2030, 0, 1);
export const MINUTE = 60_000;
export const clock = createManualClock(NOW);

/** A stack of its own for each test of a file, and the rows that `jobs list` with these flags has for it at a fixed moment. */
export function withListing(...flags: string[]) {
  let stack: Stack;
  beforeEach(async () => {
    stack = await startStack();
  });
  afterEach(() => stack.close());

  const listJson = async (...args: string[]): Promise<Record<string, unknown>[]> => {
    const { output } = await stack.runJobs(['list', ...flags, '--json', ...args], { clock });
    return output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  };
  return {
    get stack() {
      return stack;
    },
    listJson,
  };
}
