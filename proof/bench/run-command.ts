import { UsageError } from './command-line.ts';

const WRONG_USE = 2;

/** Runs a command of this folder. One that cannot be followed ends with its line on standard error and exit code 2. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = WRONG_USE;
  }
}
