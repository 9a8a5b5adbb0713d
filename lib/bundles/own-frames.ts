import { fileURLToPath } from 'node:url';

/** A file with line and column, as V8 ends a line of a stack with it. */
const PLACE = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)\)?$/;

/** The error in words, and the lines of its stack that lead to these files; the first of all where none does. */
export function ownFrames(error: unknown, files: readonly string[]): string[] {
  if (!(error instanceof Error)) return ['something that is not an error was thrown.'];
  return [`${error.name}: ${error.message}`, ...framesOf(error.stack ?? '', files)];
}

/** The lines of a stack that lead to these files, each as `at NAME (FILE:LINE:COLUMN)`. */
export function framesOf(stack: string, files: readonly string[]): string[] {
  const own = new Set(files);
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at ') && own.has(fileOf(line)));
}

function fileOf(frame: string): string {
  const file = PLACE.exec(frame)?.[1] ?? '';
  return file.startsWith('file://') ? fileURLToPath(file) : file;
}
