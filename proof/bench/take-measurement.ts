import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Bench, Measurement } from './measurement.ts';
import type { ReportedFinding } from './report.ts';

/** Takes a measurement in a folder of its own below `base`, which is gone afterwards. */
export async function takeMeasurement(
  { name, title, measure }: Measurement,
  bench: Omit<Bench, 'scratch'>,
  base: string,
): Promise<ReportedFinding> {
  const loadBefore = loadavg()[0] ?? 0;
  const started = performance.now();
  const scratch = await mkdtemp(join(base, `${name}-`));
  try {
    const finding = await measure({ ...bench, scratch });
    const tookSeconds = Math.round((performance.now() - started) / 1000);
    return { name, title, loadBefore, tookSeconds, ...finding };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
