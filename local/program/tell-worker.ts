import { relative } from 'node:path';
import { escapeLine } from '../../model/escape.ts';
import { framesOf } from '../actions/own-frames.ts';
import type { Print } from './narrate.ts';

/** An error as a worker logs it. */
interface LoggedError {
  name?: unknown;
  message?: unknown;
  stack?: unknown;
  cause?: LoggedError | undefined;
}

/** Errors that are caused by errors, and so on: no further than this. */
const MAX_DEPTH = 5;

/** Where Node says that a debugger may come in, on a line of its own. */
const DEBUGGER = /^Debugger listening on ws:\/\/([\d.:]+)\//;

/** Tells what of a worker's line is for whoever wrote the action: what it threw and where, and where to debug it. */
export function tellWorker(line: string, files: readonly string[], print: Print): void {
  const [, address] = DEBUGGER.exec(line) ?? [];
  if (address !== undefined)
    print(`  A debugger reaches the worker at ${address}; the action runs in its thread "action".`);
  else tellThrown(line, files, print);
}

/** Tells what an action has thrown and where: by the author's files and no others. */
function tellThrown(line: string, files: readonly string[], print: Print): void {
  if (!line.includes('"stack"')) return;
  let error = errorOf(line);
  for (let depth = 0; error !== undefined && depth < MAX_DEPTH; depth++, error = error.cause) {
    const frames = typeof error.stack === 'string' ? framesOf(error.stack, files) : [];
    if (frames.length === 0) continue;
    print(`  ${escapeLine(`${error.name}: ${error.message}`)}`);
    for (const frame of frames) print(`    ${escapeLine(shortenPath(frame, files))}`);
    return;
  }
}

function errorOf(line: string): LoggedError | undefined {
  try {
    const { error }: { error?: LoggedError } = Object(JSON.parse(line));
    return error;
  } catch {
    return undefined;
  }
}

/** As it is named where the program runs. */
function shortenPath(frame: string, files: readonly string[]): string {
  const file = files.find((one) => frame.includes(one)) ?? '';
  const here = relative(process.cwd(), file);
  return here.startsWith('..') ? frame : frame.replace(`file://${file}`, here).replace(file, here);
}
