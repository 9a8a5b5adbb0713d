import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Measurement } from './measurement.ts';
import type { ReportedFinding } from './report.ts';

const BROKEN_OFF = 130;

/** Takes a measurement in a folder of its own, which is gone afterwards, even when a signal ends this process. */
export async function takeMeasurement(
  { name, title, measure }: Measurement,
  bench: Omit<Bench, 'scratch'>,
): Promise<ReportedFinding> {
  const loadBefore = loadavg()[0] ?? 0;
  const started = performance.now();
  const scratch = await mkdtemp(join(tmpdir(), 'bench-'));
  const breakOff = () => {
    rmSync(scratch, { recursive: true, force: true });
    process.exit(BROKEN_OFF);
  };
  process.once('SIGINT', breakOff).once('SIGTERM', breakOff);
  try {
    const finding = await measure({ ...bench, scratch });
    const tookSeconds = Math.round((performance.now() - started) / 1000);
    return { name, title, loadBefore, tookSeconds, ...finding };
  } finally {
    process.off('SIGINT', breakOff).off('SIGTERM', breakOff);
    await rm(scratch, { recursive: true, force: true });
  }
}
