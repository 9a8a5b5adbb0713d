import { escapeLine, escapeText } from '../../model/escape.ts';
import type { LogEvent } from '../events/event.ts';
import { colour } from './print-outcome.ts';

/** The most lines on what went wrong in a job; the log has the others. */
const MAX_CAUSE_LINES = 40;
/** A line of the action, in characters; the page shows all of it. */
const MAX_LINE = 500;
/** The line in which Node says where a debugger may connect. */
const DEBUGGER = /^Debugger listening on ws:\/\/([\d.:]+)\//;

interface LogTeller {
  /** Tells a line of the action's own, and keeps what went wrong. */
  tell(event: LogEvent): void;
  /**
   * Prints what went wrong in a job since this was asked for last.
   * @param outcome The message of the job's failure, which is not said a second time.
   */
  tellCauses(jobId: string, outcome?: string): void;
}

/**
 * Tells the author of an action what the functions wrote about its jobs.
 * @param print Prints a line.
 * @param printOfJob Prints a line of a job, with a word and what is said.
 * @param isOver Whether the outcome of the job was told.
 */
export function createLogTeller(
  print: (line: string) => void,
  printOfJob: (event: LogEvent, word: string, text: string) => void,
  isOver: (jobId: string) => boolean,
): LogTeller {
  const causes = new Map<string, LogEvent[]>();
  const outcomes = new Map<string, string>();
  const tellCauses = (jobId: string, outcome = outcomes.get(jobId)) => {
    if (outcome !== undefined) outcomes.set(jobId, outcome);
    const told = (causes.get(jobId) ?? []).filter((event) => !repeats(event, outcome));
    for (const line of told.flatMap(causeLines).slice(0, MAX_CAUSE_LINES)) print(line);
    causes.delete(jobId);
  };
  return {
    tell(event) {
      const { jobId, level, own } = event;
      if (own) printOfJob(event, level === 'info' ? 'log' : level, textOf(event));
      if (level !== 'error') return;
      causes.set(jobId, [...(causes.get(jobId) ?? []), event].slice(0, MAX_CAUSE_LINES));
      if (isOver(jobId)) tellCauses(jobId);
    },
    tellCauses,
  };
}

function textOf({ message, fields, thrown }: LogEvent): string {
  const text = [message, thrown?.[0] ?? fields].filter(Boolean).join('  ');
  return escapeLine(text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text);
}

/** Whether an error is the outcome's message once more, with no place in the code and no cause of its own. */
function repeats({ thrown = [] }: LogEvent, outcome = ''): boolean {
  const [said = '', ...places] = thrown.map((line) => line.replace(/^\w+: /, '').replace(/\.$/, ''));
  return said !== '' && places.length === 0 && outcome.replace(/\.$/, '').endsWith(said);
}

/** The error if there is one, because it says more than its line. */
function causeLines({ message, fields, thrown }: LogEvent): string[] {
  const told = thrown ?? [`${message}  ${fields}`.trimEnd()];
  const [first = '', ...rest] = told.flatMap((line) => escapeText(line).split('\n'));
  return [`    ${colour('Failed', 'cause')}  ${first}`, ...rest.map((line) => `      ${line}`)];
}

/** Tells where a debugger reaches a worker whose line says so. */
export function tellDebugger(line: string, print: (line: string) => void): void {
  const [, address] = DEBUGGER.exec(line) ?? [];
  if (address !== undefined)
    print(`  A debugger reaches the worker at ${address}; the action runs in its thread "action".`);
}
