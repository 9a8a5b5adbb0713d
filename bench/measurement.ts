import type { Corpora } from './corpus/corpora.ts';
import type { Spread } from './statistics.ts';

/** What a measurement has at hand. */
export interface Bench {
  /** How often each contestant runs. */
  runs: number;
  /** Small corpora, to try the bench out. Its figures say nothing, so no goal is judged. */
  quick: boolean;
  corpora: Corpora;
  /** An empty folder of the measurement's own, which is gone after it. */
  scratch: string;
  /** Tells what is going on. */
  tell(line: string): void;
}

/** One question and how it is answered. */
export interface Measurement {
  name: string;
  title: string;
  measure(bench: Bench): Promise<Finding>;
}

/** One row: what a contestant took, in the median of its runs. */
export interface Figure {
  name: string;
  /** Uncompressed megabytes a second. */
  megabytesPerSecond: number;
  seconds: Spread;
  cpuSeconds: number;
  peakMib: number | undefined;
  /** How many times as fast ours is; undefined for ours. */
  ratio: Spread | undefined;
}

/** A goal beside what was measured. */
export interface JudgedGoal {
  /** Such as G1. */
  id: string;
  /** What is to be reached. */
  goal: string;
  /** What was. */
  measured: string;
  /** Undefined when it could not be judged. */
  reached: boolean | undefined;
}

export interface Finding {
  figures: Figure[];
  /** What was counted or found out beside the times. */
  facts: Record<string, string | number>;
  goals: JudgedGoal[];
  /** Contestants left out, and why. */
  skipped: string[];
}
