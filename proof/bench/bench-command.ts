import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, type CommandSurroundings, withHelp } from '../../command/command.ts';
import { watchForInterruption } from '../../command/interruption.ts';
import { openProgress } from '../../command/progress.ts';
import { printFinding } from '../fuzz/print-finding.ts';
import { bundleContestants } from './bundle-contestants.ts';
import { killChildren } from './children.ts';
import { type BenchOptions, helpText, parseCommandLine, requireFolderOf } from './command-line.ts';
import { openCorpora } from './corpus/corpora.ts';
import { measurements } from './measurements.ts';
import { type BenchReport, commandOf, describeMachine, thisMachine } from './report.ts';
import { plotCommand, tableCommand } from './report-commands.ts';
import { takeMeasurement } from './take-measurement.ts';

/** Corpora are kept here from run to run; git ignores it. */
const CORPORA = join(import.meta.dirname, '../../build/bench');

const names = measurements.map(({ name }) => name);

/** `npm run bench`: measures what we do side by side with other tools, or shows what was measured. */
export const benchCommand: Command = withHelp(helpText(measurements), async ([first = '', ...rest], surroundings) => {
  if (first === 'table') return await tableCommand(rest, surroundings);
  if (first === 'plot') return await plotCommand(rest, surroundings);
  const options = parseCommandLine(first === '' ? [] : [first, ...rest], names);
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  // What is started in this process has its temporary files there too.
  process.env['TMPDIR'] = scratch;
  const clear = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  // A measurement cannot be broken off, so the process ends in the middle of it.
  watchForInterruption().signal.addEventListener('abort', () => {
    killChildren();
    clear();
    process.exit(1);
  });
  try {
    await measureAll(options, scratch, surroundings);
  } finally {
    clear();
  }
});

async function measureAll(options: BenchOptions, scratch: string, surroundings: CommandSurroundings): Promise<void> {
  const { print, printText, clock, tellProgress: show, isLive, note } = surroundings;
  const { only, runs, quick, json } = options;
  if (json !== undefined) await requireFolderOf(json);
  const report: BenchReport = {
    date: new Date().toISOString(),
    command: commandOf(options, names),
    machine: thisMachine(),
    ...{ runs, quick, findings: [] },
  };
  const runsOfEach = `${runs} ${runs === 1 ? 'run' : 'runs'} of each, median (least–most)`;
  print(`${describeMachine(report.machine)}; ${runsOfEach}`);
  if (quick) print('Small corpora: the figures say nothing and no goal is judged.');
  using progress = openProgress({ clock, show, note: isLive ? undefined : note });
  progress.say('Bundling what is measured');
  await bundleContestants();
  const wanted = measurements.filter(({ name }) => only.includes(name));
  for (const [index, measurement] of wanted.entries()) {
    printText(`\n${measurement.name}: ${measurement.title}`);
    const tell = (line: string) => progress.say(`${measurement.name}, ${index + 1} of ${wanted.length}: ${line}`);
    tell('starting');
    const corpora = openCorpora(CORPORA, quick, tell);
    const finding = await takeMeasurement(measurement, { runs, quick, corpora, tell }, scratch);
    progress.say('');
    printText(printFinding(finding, quick));
    print(`  took ${finding.tookSeconds} s, load ${finding.loadBefore.toFixed(1)} before`);
    report.findings.push(finding);
    if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  }
  const minutes = report.findings.reduce((sum, { tookSeconds }) => sum + tookSeconds, 0) / 60;
  printText(`\nAll of it took ${minutes.toFixed(1)} minutes.`);
}
