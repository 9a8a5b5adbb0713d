import type { Log } from '../../lambda/job/ports.ts';
import type { MetricName } from '../../model/metrics.ts';

/** A log that writes nothing and remembers what was counted. */
export interface CountingLog extends Log {
  /** The reason given when something was counted last, or ''; undefined when it never was counted. */
  reasonOf(metric: MetricName): string | undefined;
}

export function createCountingLog(): CountingLog {
  const reasons = new Map<MetricName, string>();
  const writeNothing = () => {};
  const log: CountingLog = {
    info: writeNothing,
    warn: writeNothing,
    error: writeNothing,
    count: (metric, fields) => void reasons.set(metric, String(fields?.['reason'] ?? '')),
    with: () => log,
    reasonOf: (metric) => reasons.get(metric),
  };
  return log;
}
