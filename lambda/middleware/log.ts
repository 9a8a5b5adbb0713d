import { redactValue } from '../../model/redaction/redact-value.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';
import { stackVariables } from '../../model/stack-variables.ts';
import { UNREADABLE } from '../job/author-log.ts';
import { type BoundFields, fieldsOf } from '../job/bound-fields.ts';
import { orUndefined } from '../job/or-undefined.ts';
import type { Log } from '../job/ports.ts';

/** The CloudWatch namespace of the metrics: that of this worker on AWS, so that workers side by side count apart. */
const namespace = () => process.env[stackVariables.metricNamespace] ?? 'PartnerAction';

/** The levels of Lambda's log controls, the lowest first. Source: AWS Lambda Developer Guide, "Log-level filtering". */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const INFO = LEVELS.indexOf('INFO');
/** The level that the function's configuration sets. The console would apply it, but our lines do not go through the console. */
const leastLevel = () => LEVELS.indexOf(process.env['AWS_LAMBDA_LOG_LEVEL'] ?? '');

/**
 * One JSON object a line, with `timestamp` and `level` as Lambda's log controls read them: a line below the level that is set is
 * not written, except one that counts, whose level is raised to it, so that no filter by level drops a metric. Never
 * throws, whatever the fields are. The texts in fields are redacted before they become JSON; level, timestamp, message and what
 * is bound to the log never are, and no field takes their place. `write` takes a line to where logs go.
 */
export function createLog(redactor: Redactor, write: (line: string) => unknown, bound: BoundFields = {}): Log {
  const line = (level: string, message: string, fields: Record<string, unknown> = {}, metric: object = {}) => {
    const timestamp = new Date().toISOString();
    const ours = { timestamp, level, message, ...fieldsOf(bound), ...metric };
    const told = orUndefined(() => redactFields(fields, redactor, { ...ours, _aws: undefined }));
    write(JSON.stringify({ ...ours, ...(told ?? { fields: UNREADABLE }) }));
  };
  const lineFrom = (level: string) => (message: string, fields?: Record<string, unknown>) => {
    if (LEVELS.indexOf(level) >= leastLevel()) line(level, message, fields);
  };
  return {
    info: lineFrom('INFO'),
    warn: lineFrom('WARN'),
    error: lineFrom('ERROR'),
    count(metric, fields) {
      const level = LEVELS[Math.max(INFO, leastLevel())] ?? 'INFO';
      line(level, metric, fields, countOf(metric, { ...fieldsOf(bound), ...fields }));
    },
    with: (fields) => createLog(redactor, write, () => ({ ...fieldsOf(bound), ...fieldsOf(fields) })),
  };
}

/** A field with one of our names gets an underscore: who can choose a name could forge a metric, or a line of another job. */
function redactFields(fields: Record<string, unknown>, redactor: Redactor, ours: object): Record<string, unknown> {
  const redacted = Object.entries(Object(redactValue({ ...fields }, redactor, false)));
  return Object.fromEntries(redacted.map(([name, value]) => [Object.hasOwn(ours, name) ? `${name}_` : name, value]));
}

/** The embedded metric format of CloudWatch. The action is a dimension; the customer is not, because each would cost a metric. */
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
