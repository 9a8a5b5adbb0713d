import type { Log } from '../job/ports.ts';
import type { Redactor } from '../job/redactor.ts';

/** CloudWatch namespace of the metrics. */
const NAMESPACE = 'PartnerAction';

/** One JSON object a line, each line redacted as a whole. `write` takes a line to where logs go. */
export function createLog(
  redactor: Redactor,
  write: (line: string) => unknown,
  bound: Record<string, unknown> = {},
): Log {
  const line = (level: string, message: string, fields: Record<string, unknown> = {}) => {
    const record = { level, time: new Date().toISOString(), message, ...bound, ...fields };
    write(redactor.redact(JSON.stringify(record, plainErrors)));
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
        Namespace: NAMESPACE,
        Dimensions: action === undefined ? [[]] : [[], ['action']],
        Metrics: [{ Name: metric, Unit: 'Count' }],
      },
    ],
  },
});

function plainErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { name, message, stack, cause };
}
