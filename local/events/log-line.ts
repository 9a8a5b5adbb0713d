import { pipelineNames } from '../../model/job-index.ts';
import { LOGGED_BY_ACTION, PROGRESS } from '../../model/log-lines.ts';
import { parseObject } from './call-subject.ts';
import type { FunctionName, LogEvent, ProgressEvent } from './event.ts';
import type { Told } from './recorder.ts';
import { linesOfThrown } from './thrown.ts';

/** Fields of every line, which the page shows in their own way or not at all. */
const OWN_FIELDS = [
  'level',
  'timestamp',
  'message',
  'jobId',
  'requestId',
  'clientId',
  'action',
  ...Object.keys(LOGGED_BY_ACTION),
  '_aws',
  ...pipelineNames,
] as readonly string[];
const LEVELS = ['info', 'warn', 'error'] as const;

/** A line of a function, as its process wrote it. */
interface WrittenLine {
  function: FunctionName;
  line: string;
  /** The job that the process works on. */
  jobId: string | undefined;
  /** The files of the author: a stack is told as far as it leads to them. */
  files: readonly string[];
  /** The beginning of a text as it may be shown. */
  show(jobId: string, text: string): string;
}

/** What a line of a function's log says, and of which job: the one that it names, or else the one its process works on. */
export function readLogLine(written: WrittenLine): Told<LogEvent> | Told<ProgressEvent> | undefined {
  const { line, files } = written;
  const fields = parseObject(line);
  const named = fields['jobId'];
  const jobId = typeof named === 'string' ? named : written.jobId;
  if (jobId === undefined) return undefined;
  const show = (text: string) => written.show(jobId, text);
  const { message, percentComplete, summary } = fields;
  if (message === PROGRESS && typeof percentComplete === 'number') {
    return { kind: 'progress', jobId, percent: percentComplete, ...(typeof summary === 'string' && { summary }) };
  }
  const about = { kind: 'log', jobId, function: written.function } as const;
  // A line that does not have the worker's form was printed by an action or a library.
  if (typeof message !== 'string') return { ...about, level: 'info', message: show(line), fields: '' };
  const level = LEVELS.find((known) => known.toUpperCase() === fields['level']) ?? 'info';
  const others = Object.entries(fields).filter(([field]) => !OWN_FIELDS.includes(field));
  const rest = others.length > 0 ? JSON.stringify(Object.fromEntries(others)) : '';
  const thrown = linesOfThrown(fields['error'], files).map(show);
  return {
    ...{ ...about, level, message: show(message), fields: show(rest) },
    ...(fields['loggedBy'] === LOGGED_BY_ACTION.loggedBy && { own: true }),
    ...(thrown.length > 0 && { thrown }),
  };
}
