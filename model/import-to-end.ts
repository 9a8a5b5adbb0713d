import { writeSync } from 'node:fs';

const STDERR = 2;
const FAILED = 1;
/** What Node ends with when nothing is left to do and a module still awaits. Source: Node.js documentation, "Process exit codes". */
const NEVER_SETTLED = 13;
const WHY = new Map<number, string>([
  [0, 'it ends the program while it is loaded. Look for process.exit in it and in what it imports'],
  [NEVER_SETTLED, 'it awaits what never comes. Look for an await outside of functions in it and in what it imports'],
]);

/**
 * Imports a module that somebody else wrote. One that ends the program meanwhile makes the program fail with a sentence: it would
 * seem to have done its work.
 * @param url Of the module.
 * @param name As the module is called in the sentence.
 * @throws whatever the module throws
 */
export async function importToEnd(url: string, name: string): Promise<Readonly<Record<string, unknown>>> {
  const tell = (code: number) => {
    const why = WHY.get(code);
    if (why === undefined) return;
    process.exitCode = FAILED;
    writeSync(STDERR, `${name} cannot be loaded: ${why}.\n`);
  };
  process.once('exit', tell);
  try {
    return await import(url);
  } finally {
    process.off('exit', tell);
  }
}
