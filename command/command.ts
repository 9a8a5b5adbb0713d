import type { Clock } from '../model/clock.ts';
import { systemClock } from '../model/clock.ts';
import { escapeLine } from '../model/escape.ts';
import { createRedactor, type Redactor } from '../model/redaction/redactor.ts';
import { explainError } from './explain-error.ts';

/** The input a command may read: a terminal, or what was piped into it. */
export type Input = NodeJS.ReadableStream & { isTTY?: boolean };

/** What a command touches of the process that runs it. */
export interface Process {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** What a command is given. Every line it prints is redacted, and escaped for the terminal. */
export interface Surroundings {
  readonly environment: Process['env'];
  readonly input: Input;
  readonly clock: Clock;
  /** Is to be told of a secret before anything is done with it. */
  readonly redactor: Redactor;
  /** The result, on standard output. */
  print(line: string): void;
  /** Anything else, one or more lines, on standard error. */
  note(text: string): void;
  /** On standard error, and the cursor stays behind it. */
  prompt(text: string): void;
}

export type Command = (args: readonly string[], surroundings: Surroundings) => Promise<void>;

/** The command line cannot be followed: exit code 2. The message shows no value that may be a secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for must not or cannot be done: exit code 1. The message says why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Runs a command and gives its exit code: 0 done, 1 refused or failed, 2 wrong use. */
export async function execute(
  command: Command,
  args: readonly string[],
  { env, stdin, stdout, stderr }: Process,
  clock: Clock = systemClock,
): Promise<0 | 1 | 2> {
  const redactor = createRedactor();
  const clean = (text: string) => escapeLine(redactor.redact(text));
  const note = (text: string) => {
    for (const line of text.split('\n')) stderr.write(`${clean(line)}\n`);
  };
  try {
    await command(args, {
      environment: env,
      input: stdin,
      clock,
      redactor,
      print: (line) => void stdout.write(`${clean(line)}\n`),
      note,
      prompt: (text) => void stderr.write(clean(text)),
    });
    return 0;
  } catch (error) {
    note(error instanceof UsageError || error instanceof Refusal ? error.message : explainError(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** A command that shows its help when asked to, wherever the flag stands. */
export const withHelp =
  (help: string, command: Command): Command =>
  async (args, surroundings) => {
    if (!args.some((arg) => arg === '--help' || arg === '-h')) return await command(args, surroundings);
    for (const line of help.trimEnd().split('\n')) surroundings.print(line);
  };

/** A command whose first word names one of several. */
export const oneOfCommands = (commands: Readonly<Record<string, Command>>): Command => {
  const byName = new Map(Object.entries(commands));
  return async ([name = '', ...rest], surroundings) => {
    const command = byName.get(name);
    if (!command) throw new UsageError(`The first word must be one of ${[...byName.keys()].join(', ')}. See --help.`);
    await command(rest, surroundings);
  };
};

/** Runs a command as the program that this process is. */
export async function runProgram(command: Command): Promise<void> {
  process.exitCode = await execute(command, process.argv.slice(2), process);
}
