import { PROGRESS } from '../../model/log-lines.ts';
import { redactText, redactValue } from '../../model/redaction/redact-value.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';
import type { JobLog } from '../action/job.ts';
import { orUndefined } from './or-undefined.ts';

/** The names in a line that `job.progress` writes: they are the worker's own. */
const PROGRESS_FIELDS = new Set(['percentComplete', 'summary']);

export const UNREADABLE = '(unreadable)';

/** The log for an author: a message, a name, a number or a text in it may be a customer's, so all are redacted. */
export function authorLog(log: JobLog, redactor: Redactor): JobLog {
  const write =
    (level: keyof JobLog): JobLog[typeof level] =>
    (message, fields = {}) => {
      const isProgress = message === PROGRESS;
      const given = entriesOf(fields);
      const values = redactValue(
        given.map(([, value]) => value),
        redactor,
        true,
      );
      const nameOf = (name: string) => (isProgress && PROGRESS_FIELDS.has(name) ? name : redactText(name, redactor));
      const redacted = Array.isArray(values)
        ? Object.fromEntries(given.map(([name], at) => [nameOf(name), values[at]]))
        : { fields: values };
      const text = orUndefined(() => String(message)) ?? UNREADABLE;
      log[level](isProgress ? PROGRESS : redactText(text, redactor), redacted);
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** A field that cannot be read becomes `(unreadable)`: a line that cannot be written must not fail a job. */
const entriesOf = (fields: Record<string, unknown>): [string, unknown][] =>
  (orUndefined(() => Object.keys(fields)) ?? []).map((name) => {
    const read = orUndefined(() => ({ value: fields[name] }));
    return [name, read ? read.value : UNREADABLE];
  });
