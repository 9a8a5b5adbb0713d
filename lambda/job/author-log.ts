import type { JobLog } from './job.ts';
import { redactText, redactValue } from './redact-value.ts';
import type { Redactor } from './redactor.ts';

/** The message and the names of a line that `job.progress` writes: these are the worker's own. */
export const PROGRESS = 'progress';
const PROGRESS_FIELDS = new Set(['percentComplete', 'summary']);

/** The log as an author is given it: a message, a name, a number or a text may be a customer's, so all are redacted. */
export function authorLog(log: JobLog, redactor: Redactor): JobLog {
  const write =
    (level: keyof JobLog): JobLog[typeof level] =>
    (message, fields = {}) => {
      const isProgress = message === PROGRESS;
      const redacted = Object.entries(fields).map(([name, value]) => [
        isProgress && PROGRESS_FIELDS.has(name) ? name : redactText(name, redactor),
        redactValue(value, redactor, true),
      ]);
      log[level](isProgress ? PROGRESS : redactText(String(message), redactor), Object.fromEntries(redacted));
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
