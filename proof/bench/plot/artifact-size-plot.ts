import type { TopLevelSpec } from 'vega-lite';
import { MAX_MIB } from '../measure/pipeline-memory.ts';
import { OURS } from '../race.ts';

/** One measured size of artifact. */
export interface SizePoint {
  tool: string;
  /** Of the input artifact. */
  mib: number;
  peakMib: number;
  /** The median, then how far the runs reach. */
  seconds: number;
  least: number;
  most: number;
}

const SIZE = { width: 640, height: 220 };
const MARKED_MIB = [10, 32, 100, 320, 1024, 2048, 5120];
const MARKED_SECONDS = [0.3, 1, 3, 10, 30, 100, 300, 1000];
/** Blue and orange, which eyes of every kind tell apart on white. */
const COLOURS = ['#0060b6', '#c2510a'];
const GOAL_COLOUR = '#a3001b';

const x = {
  field: 'mib',
  type: 'quantitative',
  title: 'size of the input artifact (logarithmic)',
  scale: { type: 'log', nice: false, padding: 24 },
  axis: {
    values: MARKED_MIB,
    labelExpr: "datum.value < 1024 ? datum.value + ' MiB' : datum.value / 1024 + ' GiB'",
    labelOverlap: false,
  },
} as const;
/** With zero and some room above the goal. */
const memoryOf = (points: readonly SizePoint[]) => {
  const domain: number[] = [0, Math.max(1.2 * MAX_MIB, ...points.map(({ peakMib }) => peakMib))];
  return {
    field: 'peakMib',
    type: 'quantitative',
    title: 'peak memory of the process, MiB',
    scale: { domain },
  } as const;
};
const time = {
  field: 'seconds',
  type: 'quantitative',
  title: 'time, seconds (logarithmic)',
  scale: { type: 'log', nice: false, padding: 12 },
  axis: { values: MARKED_SECONDS },
} as const;
const color = {
  field: 'tool',
  type: 'nominal',
  title: null,
  sort: null,
  scale: { range: COLOURS },
  legend: {
    orient: 'top',
    labelExpr: `datum.label === '${OURS}' ? 'this worker' : datum.label`,
    labelLimit: 400,
    offset: 4,
  },
} as const;
const line = { type: 'line', strokeWidth: 2, point: { filled: true, size: 50 } } as const;

/** From the fastest run to the slowest. */
const reach = {
  mark: { type: 'rule' },
  encoding: { x, color, y: { ...time, field: 'least' }, y2: { field: 'most' } },
} as const;

const goal = { datum: MAX_MIB };
const once = { values: [{}] };
const goalLine = {
  data: once,
  mark: { type: 'rule', color: GOAL_COLOUR, strokeWidth: 1.5 },
  encoding: { y: goal },
} as const;
const goalText = {
  data: once,
  mark: { type: 'text', color: GOAL_COLOUR, align: 'left', dx: 4, dy: 10, text: `goal: at most ${MAX_MIB} MiB` },
  encoding: { y: goal, x: { value: 0 } },
} as const;

/** Two panels above each other on white, so that they can be read on a page of any colour. @param measuredOn When and on what. */
export const plotOf = (points: readonly SizePoint[], measuredOn: string): TopLevelSpec => ({
  background: 'white',
  padding: 16,
  title: {
    text: 'Memory and time of a job that changes every file of its input artifact',
    subtitle: [
      'This worker: from queued to succeeded, functions started for it.',
      'Others: downloaded first, then the same change and upload, no job around it.',
      measuredOn,
    ],
    anchor: 'start',
    offset: 12,
  },
  data: { values: [...points] },
  vconcat: [
    { ...SIZE, layer: [{ mark: line, encoding: { x, y: memoryOf(points), color } }, goalLine, goalText] },
    { ...SIZE, layer: [{ mark: line, encoding: { x, y: time, color } }, reach] },
  ],
  config: {
    font: 'Helvetica, Arial, sans-serif',
    title: { fontSize: 15, subtitleFontSize: 12, subtitleColor: '#444' },
    axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal', gridColor: '#e4e4e4' },
    legend: { labelFontSize: 12 },
  },
});
