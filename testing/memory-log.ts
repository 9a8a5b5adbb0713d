import { type BoundFields, fieldsOf } from '../lambda/job/bound-fields.ts';
import type { Log } from '../lambda/job/ports.ts';
import type { MetricName } from '../model/metrics.ts';

/**
 * A line of a log, its fields as they were given.
 *
 * @example
 * const warnings = (lines: readonly LogLine[]) => lines.filter(({ level }) => level === 'warn');
 */
export interface LogLine {
  level: 'info' | 'warn' | 'error' | 'count';
  message: string;
  fields: Record<string, unknown>;
}

interface MemoryLog extends Log {
  readonly lines: readonly LogLine[];
  /** How often a metric was counted. */
  counted(metric: MetricName): number;
}

/** A log that keeps its lines. */
export function memoryLog(lines: LogLine[] = [], bound: BoundFields = {}): MemoryLog {
  const add = (level: LogLine['level']) => (message: string, fields?: Record<string, unknown>) =>
    void lines.push({ level, message, fields: { ...fieldsOf(bound), ...fields } });
  return {
    lines,
    info: add('info'),
    warn: add('warn'),
    error: add('error'),
    count: add('count'),
    counted: (metric) => lines.filter(({ level, message }) => level === 'count' && message === metric).length,
    with: (fields) => memoryLog(lines, () => ({ ...fieldsOf(bound), ...fieldsOf(fields) })),
  };
}
