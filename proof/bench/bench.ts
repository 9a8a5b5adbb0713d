import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printFinding } from '../fuzz/print-finding.ts';
import { bundleContestants } from './bundle-contestants.ts';
import { type BenchOptions, helpText, parseCommandLine, requireFolderOf } from './command-line.ts';
import { openCorpora } from './corpus/corpora.ts';
import { measurements } from './measurements.ts';
import { commandOf, describeMachine, type Report, thisMachine } from './report.ts';
import { runCommand } from './run-command.ts';
import { takeMeasurement } from './take-measurement.ts';

/** Corpora are kept here from run to run; git ignores it. */
const CORPORA = join(import.meta.dirname, '../../build/bench');

const names = measurements.map(({ name }) => name);

await runCommand(async () => {
  const options = parseCommandLine(process.argv.slice(2), names);
  if (options === 'help') process.stdout.write(helpText(measurements));
  else await measureAll(options);
});

async function measureAll(options: BenchOptions): Promise<void> {
  const { only, runs, quick, json } = options;
  if (json !== undefined) await requireFolderOf(json);
  const report: Report = {
    date: new Date().toISOString(),
    command: commandOf(options, names),
    machine: thisMachine(),
    ...{ runs, quick, findings: [] },
  };
  const runsOfEach = `${runs} ${runs === 1 ? 'run' : 'runs'} of each, median (least–most)`;
  process.stdout.write(`${describeMachine(report.machine)}; ${runsOfEach}\n`);
  if (quick) process.stdout.write('Small corpora: the figures say nothing and no goal is judged.\n');
  await bundleContestants();
  const corpora = openCorpora(CORPORA, quick, tell);
  for (const measurement of measurements.filter(({ name }) => only.includes(name))) {
    process.stdout.write(`\n${measurement.name}: ${measurement.title}\n`);
    const finding = await takeMeasurement(measurement, { runs, quick, corpora, tell });
    tell('');
    process.stdout.write(printFinding(finding, quick));
    process.stdout.write(`  took ${finding.tookSeconds} s, load ${finding.loadBefore.toFixed(1)} before\n`);
    report.findings.push(finding);
    if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  }
  const minutes = report.findings.reduce((sum, { tookSeconds }) => sum + tookSeconds, 0) / 60;
  process.stdout.write(`\nAll of it took ${minutes.toFixed(1)} minutes.\n`);
}

/** On a terminal, one line that the next one replaces. */
function tell(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}
