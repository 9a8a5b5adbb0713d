import type { Corpora } from './corpus/corpora.ts';
import type { Spread } from './statistics.ts';

/** What a measurement can use. */
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
  measure(bench: Bench): Promise<Measured>;
}

/** One row: what a contestant took, in the median of its runs. */
export interface Figure {
  name: string;
  /** Uncompressed megabytes a second; undefined where no archive is dealt with. */
  megabytesPerSecond: number | undefined;
  seconds: Spread;
  cpuSeconds: number;
  peakMib: number | undefined;
  /** How many times as fast ours is; undefined for ours. */
  ratio: Spread | undefined;
  /** The artifact that was dealt with, where figures differ by that: what `npm run bench -- plot` draws. */
  artifact?: { bytes: number; tool: string };
}

/** Figures of a kind of their own, a column each. */
export interface Table {
  columns: string[];
  rows: { name: string; cells: (Spread | number)[] }[];
}

/** A goal beside what was measured. */
export interface JudgedGoal {
  /** Such as G1; `budget` for what a test holds. */
  id: string;
  /** The goal, in words. */
  goal: string;
  /** What was measured, in words. */
  measured: string;
  /** Undefined when it could not be judged. */
  reached: boolean | undefined;
}

export interface Measured {
  figures: Figure[];
  table?: Table;
  /** What was counted or found out beside the times. */
  facts: Record<string, string | number>;
  goals: JudgedGoal[];
  /** Contestants left out, and why. */
  skipped: string[];
}
