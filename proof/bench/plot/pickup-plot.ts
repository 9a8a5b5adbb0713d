import type { TopLevelSpec } from 'vega-lite';

/** One way of polling. */
export interface PickupPoint {
  name: string;
  worker: string;
  /** Seconds until the first job after an idle hour is acknowledged: half of them, and 95 %. */
  median: number;
  tail: number;
  /** Of an idle month, at list price. */
  dollars: number;
}

const SIZE = { width: 640, height: 300 };
/** Blue and orange, which eyes of every kind tell apart on white. */
const COLOURS = ['#0060b6', '#c2510a'];

const MARKED_SECONDS = [0.5, 1, 2, 5, 10, 20, 60];

const x = {
  field: 'median',
  type: 'quantitative',
  title:
    'seconds until the first job after an idle hour is acknowledged: the point half of them, the line up to 95 % (logarithmic)',
  scale: { type: 'log', nice: false, padding: 40 },
  axis: { values: MARKED_SECONDS },
} as const;
const color = {
  field: 'worker',
  type: 'nominal',
  title: null,
  sort: null,
  scale: { range: COLOURS },
  legend: { orient: 'top', labelLimit: 400, offset: 4 },
} as const;

/** On white, so that it can be read on a page of any colour. @param measuredOn When and on what. */
export function pickupPlotOf(points: readonly PickupPoint[], measuredOn: string): TopLevelSpec {
  const domain: number[] = [0, 1.2 * Math.max(...points.map(({ dollars }) => dollars))];
  const y = {
    field: 'dollars',
    type: 'quantitative',
    title: 'dollars an idle month, at list price',
    scale: { domain },
  } as const;
  return {
    background: 'white',
    padding: 16,
    title: {
      text: 'What an idle month costs, and how long a job then waits',
      subtitle: ['The latencies of AWS are assumed, and the same for both; the worker is cold.', measuredOn],
      anchor: 'start',
      offset: 12,
    },
    ...SIZE,
    data: { values: [...points] },
    layer: [
      { mark: { type: 'rule', strokeWidth: 2 }, encoding: { x, x2: { field: 'tail' }, y, color } },
      { mark: { type: 'point', filled: true, size: 60, opacity: 1 }, encoding: { x, y, color } },
      {
        mark: { type: 'text', align: 'left', dx: 2, dy: -10, fontSize: 11 },
        encoding: { x, y, color, text: { field: 'name' } },
      },
    ],
    config: {
      font: 'Helvetica, Arial, sans-serif',
      title: { fontSize: 15, subtitleFontSize: 12, subtitleColor: '#444' },
      axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal', gridColor: '#e4e4e4' },
      legend: { labelFontSize: 12 },
    },
  };
}
