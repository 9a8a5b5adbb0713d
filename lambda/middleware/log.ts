import type { Log } from '../job/ports.ts';
import type { Redactor } from '../job/redactor.ts';

/** The CloudWatch namespace of the metrics: that of this worker on AWS, so that workers side by side count apart. */
const namespace = () => process.env['METRIC_NAMESPACE'] ?? 'PartnerAction';

/** One JSON object a line, each line redacted as a whole. `write` takes a line to where logs go. */
export function createLog(
  redactor: Redactor,
  write: (line: string) => unknown,
  bound: Record<string, unknown> = {},
): Log {
  const line = (level: string, message: string, fields: Record<string, unknown> = {}) => {
    const record = { level, time: new Date().toISOString(), message, ...bound, ...fields };
    write(redactor.redact(toJson(record)));
  };
  return {
    info: (message, fields) => line('info', message, fields),
    warn: (message, fields) => line('warn', message, fields),
    error: (message, fields) => line('error', message, fields),
    count: (metric, fields) => line('info', metric, { ...fields, ...countOf(metric, { ...bound, ...fields }) }),
    with: (fields) => createLog(redactor, write, { ...bound, ...fields }),
  };
}

/** The embedded metric format of CloudWatch. The action is a dimension; a customer never is, for each would cost a metric. */
const countOf = (metric: string, { action }: Record<string, unknown>) => ({
  [metric]: 1,
  _aws: {
    Timestamp: Date.now(),
    CloudWatchMetrics: [
      {
        Namespace: namespace(),
        Dimensions: action === undefined ? [[]] : [[], ['action']],
        Metrics: [{ Name: metric, Unit: 'Count' }],
      },
    ],
  },
});

/** A line that cannot be written must not fail a job: a value that JSON cannot hold, such as a circle, is left out. */
function toJson(record: Record<string, unknown>): string {
  try {
    return JSON.stringify(record, plainErrors);
  } catch {
    const holdable = Object.entries(record).map(([name, value]) => [name, withoutParts(value)]);
    return JSON.stringify(Object.fromEntries(holdable));
  }
}

function plainErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { name, message, stack, cause };
}

function withoutParts(value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'object' && value !== null ? '(left out)' : value;
}
