import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { UsageError } from '../../command/command.ts';
import type { BenchOptions } from './command-line.ts';
import type { Measured } from './measurement.ts';

/** One measurement that was taken. */
export interface ReportedFinding extends Measured {
  name: string;
  title: string;
  /** The load of the machine in the minute before. */
  loadBefore: number;
  /** The seconds that it took, with everything that was made for it. */
  tookSeconds: number;
}

/** All that `--json` writes. */
export interface BenchReport {
  /** When the first measurement began, in ISO 8601. */
  date: string;
  /** The command line to have it again. */
  command: string;
  machine: Machine;
  runs: number;
  quick: boolean;
  findings: ReportedFinding[];
}

interface Machine {
  /** The version of Node. */
  node: string;
  platform: string;
  architecture: string;
  processor: string;
  cores: number;
}

/** The command line for the same measurements. @param names Of all there are. */
export function commandOf({ only, runs, quick }: BenchOptions, names: readonly string[]): string {
  const chosen = only.length < names.length ? [`--only ${only.join(',')}`] : [];
  return ['npm run bench --', ...chosen, ...(quick ? ['--quick'] : []), `--runs ${runs}`].join(' ');
}

/** The machine that this runs on. */
export const thisMachine = (): Machine => ({
  node: process.versions.node,
  platform: process.platform,
  architecture: process.arch,
  processor: cpus()[0]?.model.trim() ?? 'unknown processor',
  cores: availableParallelism(),
});

/** A machine in one line. */
export const describeMachine = ({ node, platform, architecture, cores, processor }: Machine): string =>
  `Node ${node}, ${platform} ${architecture}, ${cores} × ${processor}`;

/** @throws UsageError when there is no such file, or `--json` did not write it. */
export async function readReport(file: string): Promise<BenchReport> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code}).`);
  });
  const report = parseReport(text);
  if (report === undefined) throw new UsageError(`${file} is not what npm run bench -- --json ${file} writes.`);
  return report;
}

function parseReport(text: string): BenchReport | undefined {
  try {
    const report = JSON.parse(text);
    const isWhole = typeof report.date === 'string' && 'machine' in report && Array.isArray(report.findings);
    return isWhole ? report : undefined;
  } catch {
    return undefined;
  }
}
