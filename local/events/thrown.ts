import { relative } from 'node:path';
import { framesOf } from '../../lib/bundles/own-frames.ts';
import { asJson } from './call-subject.ts';

/** How many causes behind an error are followed. */
const MAX_DEPTH = 5;
/** What carries an action's error out of its thread: its cause says all that it says, unless it has none. */
const CARRIER = 'JobFailure';

/** An error as a worker logs it: what was thrown and where in these files, then what caused it, and so on. */
export function linesOfThrown(logged: unknown, files: readonly string[]): string[] {
  const chain: { said: string; frames: string[] }[] = [];
  let error = asJson(logged);
  for (let depth = 0; typeof error['message'] === 'string' && depth < MAX_DEPTH; depth++) {
    const { name, message, stack } = error;
    const frames = typeof stack === 'string' ? framesOf(stack, files) : [];
    const cause = asJson(error['cause']);
    const carries = name === CARRIER && frames.length === 0 && typeof cause['message'] === 'string';
    if (!carries) chain.push({ said: `${name}: ${message}`, frames });
    error = cause;
  }
  return chain.flatMap(({ said, frames }, depth) => [
    depth === 0 ? said : `caused by ${said}`,
    ...frames.map((frame) => `  ${shortenPath(frame, files)}`),
  ]);
}

/** As the file is named where the program runs. */
function shortenPath(frame: string, files: readonly string[]): string {
  const file = files.find((one) => frame.includes(one)) ?? '';
  const here = relative(process.cwd(), file);
  return here.startsWith('..') ? frame : frame.replace(`file://${file}`, here).replace(file, here);
}
