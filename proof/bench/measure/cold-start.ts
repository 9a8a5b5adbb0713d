import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { actionsModule } from '../../../bin/actions.ts';
import { type Bundle, type BundleName, bundle, bundleAll, bundleNames } from '../../../lib/bundles/bundles.ts';
import { MAX_BUNDLE_BYTES } from '../../../lib/bundles/parts.ts';
import { bareBundleOf, bundleBare } from '../cold-start/bundle-bare.ts';
import { type ColdStart, runProbe } from '../cold-start/run-probe.ts';
import { type ColdStage, openStage } from '../cold-start/stage.ts';
import { atMost } from '../goal.ts';
import type { Bench, Figure, Measurement, Table } from '../measurement.ts';
import { spread, spreadOfRatios } from '../statistics.ts';

/** A few small files, so that the job itself takes nearly no time. */
const INPUT = join(import.meta.dirname, '../cold-start');

/** One of those compared: a function of ours, or the bare handler beside it. */
interface Starter {
  name: string;
  role: BundleName;
  file: string;
  runs: ColdStart[];
}

export const coldStart: Measurement = {
  name: 'cold-start',
  title: 'first two invocations in a new process, beside a handler of nothing but the same SDK clients and calls',
  async measure(bench) {
    const bundles = await bundleAll(join(bench.scratch, 'bundles'), actionsModule);
    await bundleBare();
    await using stage = await openStage(INPUT);
    const pairs = bundleNames.map((role) => pairOf(role, bundles[role]));
    for (const pair of pairs) await compareCalls(bench, stage, pair);
    for (let round = 1; round <= bench.runs; round++) {
      for (const starter of pairs.flat()) {
        bench.tell(`round ${round} of ${bench.runs}: ${starter.name}`);
        starter.runs.push(await startOnce(bench, stage, starter, false));
      }
    }
    const empty = await Promise.all(bundleNames.map((name) => bundle(name, join(bench.scratch, 'without-actions'))));
    const largest = Math.max(...empty.map(({ bytes }) => bytes));
    return {
      figures: pairs.flatMap(([ours, bare]) => [summarize(ours), summarize(bare, ours)]),
      table: await tabulate(pairs.flat()),
      facts: {},
      goals: [atMost('budget', 'bytes of the largest bundle, without any action', [largest, MAX_BUNDLE_BYTES])],
      skipped: [],
    };
  },
};

type Pair = [ours: Starter, bare: Starter];

const pairOf = (role: BundleName, { file }: Bundle): Pair => [
  { name: role, role, file, runs: [] },
  { name: `bare ${role}`, role, file: bareBundleOf(role), runs: [] },
];

async function startOnce({ scratch }: Bench, stage: ColdStage, { name, role, file }: Starter, counted: boolean) {
  const tasks = [await stage.prepare(role), await stage.prepare(role)];
  stage.takeCalls();
  const events = tasks.map(({ event }) => event);
  const run = await runProbe({ name, bundle: file, environment: stage.environmentOf(role, counted) }, events, scratch);
  for (const { check } of tasks) await check();
  return run;
}

/** A round that is not measured. @throws Error when the two make different calls, so that nothing could be compared. */
async function compareCalls(bench: Bench, stage: ColdStage, pair: Pair): Promise<void> {
  const calls: string[] = [];
  for (const starter of pair) {
    await startOnce(bench, stage, starter, true);
    calls.push(stage.takeCalls().join(', '));
  }
  if (calls[0] !== calls[1]) throw new Error(`${pair[1].name} makes the calls ${calls[1]} instead of ${calls[0]}`);
}

/** Seconds from the start of the process until the first invocation has returned. */
const secondsOf = ({ runs }: Starter) => runs.map(({ ready, call }) => (ready + call) / 1000);

const summarize = (starter: Starter, ours?: Starter): Figure => ({
  name: starter.name,
  megabytesPerSecond: undefined,
  seconds: spread(secondsOf(starter)),
  cpuSeconds: spread(starter.runs.map(({ cpuSeconds }) => cpuSeconds)).median,
  peakMib: spread(starter.runs.map(({ peakMib }) => peakMib)).most,
  ratio: ours && spreadOfRatios(secondsOf(starter), secondsOf(ours)),
});

async function tabulate(starters: readonly Starter[]): Promise<Table> {
  const rows = starters.map(async ({ name, file, runs }) => {
    const times = [runs.map((run) => run.ready), runs.map((run) => run.import)];
    const calls = [runs.map((run) => run.call), runs.map((run) => run.warm)];
    return { name, cells: [await sizeOfCode(file), ...[...times, ...calls].map(spread)] };
  });
  return {
    columns: ['bytes', 'ready ms', 'of it import', 'first call ms', 'second call ms'],
    rows: await Promise.all(rows),
  };
}

/** A worker has the code of its action's thread beside its own. */
async function sizeOfCode(file: string): Promise<number> {
  const folder = dirname(file);
  const files = basename(file) === 'index.mjs' ? await readdir(folder) : [basename(file)];
  const sizes = files
    .filter((name) => name.endsWith('.mjs'))
    .map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
