import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

/** For each script, by its URL, one byte a character: 1 where it ran. */
type Reach = Map<string, Uint8Array>;

/** Watches which blocks of some scripts run. It sees those whole that are loaded after its start. */
export interface Coverage {
  /** What ran since the last call. */
  take(): Promise<Reach>;
  /** Whether this ran anything that nothing learnt so far has run. */
  reachesMore(reach: Reach): boolean;
  learn(reach: Reach): void;
  /** Where the blocks begin that V8 has told of, by script, and whether they ran in anything learnt. A function that never ran is one block. */
  blocks(): { url: string; start: number; ran: boolean }[];
  stop(): Promise<void>;
}

/** This file depends on the clock; without it, the same numbers give the same campaign. */
const TIMED = '/pacer.ts';

/** Starts to watch, and to run more slowly. @param modules What the URLs of the scripts are like. */
export async function startCoverage(modules: RegExp): Promise<Coverage> {
  // An optimised function is not always counted, and V8 leaves out what it has not counted.
  for (const compiler of ['opt', 'maglev']) setFlagsFromString(`--no-${compiler}`);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const learnt: Reach = new Map();
  const starts = new Map<string, Set<number>>();

  const paint = ({ url, functions }: Profiler.ScriptCoverage): Uint8Array => {
    const ranges = functions.flatMap((each) => each.ranges);
    const known = starts.get(url) ?? new Set();
    starts.set(url, known);
    const ran = new Uint8Array(Math.max(...ranges.map(({ endOffset }) => endOffset)));
    // Outer ranges come before those inside them, so the innermost one decides.
    for (const { startOffset, endOffset, count } of ranges) {
      known.add(startOffset);
      ran.fill(Number(count > 0), startOffset, endOffset);
    }
    return ran;
  };
  return {
    async take() {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const watched = result.filter(({ url }) => modules.test(url) && !url.endsWith(TIMED));
      return new Map(watched.map((script) => [script.url, paint(script)]));
    },
    reachesMore(reach) {
      for (const [url, ran] of reach) if (goesBeyond(ran, learnt.get(url))) return true;
      return false;
    },
    learn(reach) {
      for (const [url, ran] of reach) learnt.set(url, unite(ran, learnt.get(url)));
    },
    blocks: () =>
      [...starts].flatMap(([url, known]) =>
        [...known].map((start) => ({ url, start, ran: learnt.get(url)?.[start] === 1 })),
      ),
    async stop() {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}

/** Watches nothing, at no cost. */
export const NO_COVERAGE: Coverage = {
  take: async () => new Map(),
  reachesMore: () => false,
  learn: () => undefined,
  blocks: () => [],
  stop: async () => undefined,
};

function goesBeyond(ran: Uint8Array, known: Uint8Array | undefined): boolean {
  for (let at = 0; at < ran.length; at++) if (ran[at] === 1 && known?.[at] !== 1) return true;
  return false;
}

function unite(ran: Uint8Array, known: Uint8Array = new Uint8Array()): Uint8Array {
  const both = new Uint8Array(Math.max(ran.length, known.length));
  both.set(known);
  for (let at = 0; at < ran.length; at++) if (ran[at] === 1) both[at] = 1;
  return both;
}
