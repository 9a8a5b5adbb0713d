import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleContestants } from './bundle-contestants.ts';
import { type BenchOptions, helpText, parseCommandLine, UsageError } from './command-line.ts';
import { openCorpora } from './corpus/corpora.ts';
import type { Finding } from './measurement.ts';
import { measurements } from './measurements.ts';
import { printFinding } from './print-finding.ts';

/** Corpora are kept here from run to run; git ignores it. */
const CORPORA = join(import.meta.dirname, '../build/bench');
const WRONG_USE = 2;
const BROKEN_OFF = 130;

try {
  const options = parseCommandLine(
    process.argv.slice(2),
    measurements.map(({ name }) => name),
  );
  if (options === 'help') process.stdout.write(helpText(measurements));
  else await measureAll(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = WRONG_USE;
}

async function measureAll({ only, runs, quick, json }: BenchOptions): Promise<void> {
  const machine = describeMachine();
  process.stdout.write(`${machine}; ${runs} ${runs === 1 ? 'run' : 'runs'} of each, median (least–most)\n`);
  if (quick) process.stdout.write('Small corpora: the figures say nothing and no goal is judged.\n');
  await bundleContestants();
  const corpora = openCorpora(CORPORA, quick, tell);
  const findings: (Finding & { name: string; loadBefore: number })[] = [];
  for (const { name, title, measure } of measurements.filter((one) => only.includes(one.name))) {
    const loadBefore = loadavg()[0] ?? 0;
    process.stdout.write(`\n${name}: ${title} (load ${loadBefore.toFixed(1)} before)\n`);
    const scratch = await mkdtemp(join(tmpdir(), 'bench-'));
    const breakOff = () => {
      rmSync(scratch, { recursive: true, force: true });
      process.exit(BROKEN_OFF);
    };
    process.once('SIGINT', breakOff).once('SIGTERM', breakOff);
    try {
      const finding = await measure({ runs, quick, corpora, scratch, tell });
      tell('');
      process.stdout.write(printFinding(finding, quick));
      findings.push({ name, loadBefore, ...finding });
    } finally {
      process.off('SIGINT', breakOff).off('SIGTERM', breakOff);
      await rm(scratch, { recursive: true, force: true });
    }
    if (json !== undefined) await writeFile(json, `${JSON.stringify({ machine, runs, quick, findings }, null, 2)}\n`);
  }
}

/** On a terminal, one line that the next one replaces. */
function tell(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}

function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} × ${model}`;
}
