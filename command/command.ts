import type { Clock } from '../model/clock.ts';
import { systemClock } from '../model/clock.ts';
import { escapeLine } from '../model/escape.ts';
import { createRedactor, type Redactor } from '../model/redaction/redactor.ts';
import { explainError } from './explain-error.ts';
import { tableLines } from './text.ts';
import { cutToWidth } from './width.ts';

/** The input a command may read: a terminal, or what was piped into it. */
export type CommandInput = NodeJS.ReadableStream & { isTTY?: boolean };

/** What a command touches of the process that runs it. */
export interface Process {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: CommandInput;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
}

/** What a command is given. Every line it prints is redacted, and escaped for the terminal. */
export interface CommandSurroundings {
  readonly environment: Process['env'];
  readonly input: CommandInput;
  readonly clock: Clock;
  /** Add a secret to it before you do anything with the secret. */
  readonly redactor: Redactor;
  /** The result, on standard output. */
  print(line: string): void;
  /** The same for a text of several lines, with or without an end to the last one. */
  printText(text: string): void;
  /** The same for a table, as wide as its widest cells. */
  printTable(heading: readonly string[], rows: readonly (readonly string[])[]): void;
  /** The same for what a program reads: one JSON object on one line. */
  printJson(record: object): void;
  /** Anything else, one or more lines, on standard error. */
  note(text: string): void;
  /** On standard error, and the cursor stays behind it. */
  prompt(text: string): void;
  /**
   * How far it has come: one line on standard error that the next one replaces, below whatever else is printed, and nothing
   * where that is not a terminal.
   */
  tellProgress(line: string): void;
  /** Whether `tellProgress` shows anything. */
  readonly isLive: boolean;
  /** The program ends with this code when the command is done: 1 for a bad result. */
  exitWith(code: ExitCode): void;
}

/** 0 done, 1 refused or failed, 2 wrong use, 3 could not be told. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Moves to the start of the line on a terminal and empties the line. */
const TO_LINE_START = '\r\x1b[K';

export type Command = (args: readonly string[], surroundings: CommandSurroundings) => Promise<void>;

/** The command line cannot be followed: exit code 2. The message shows no value that may be a secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for must not or cannot be done: exit code 1. The message says why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Options of a program. */
interface ProgramOptions {
  clock?: Clock | undefined;
  /** The sentence on an error that the command did not expect. */
  explain?: ((error: unknown) => string) | undefined;
}

/** Runs a command and gives its exit code. */
export async function execute(
  command: Command,
  args: readonly string[],
  { env, stdin, stdout, stderr }: Process,
  { clock = systemClock, explain = explainError }: ProgramOptions = {},
): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const redactor = createRedactor();
  const clean = (text: string) => escapeLine(redactor.redact(text));
  let progress = '';
  const show = (line: string) => void stderr.write(`${TO_LINE_START}${line}`);
  const above = (write: () => unknown) => {
    if (progress !== '') show('');
    write();
    if (progress !== '') show(progress);
  };
  const print = (line: string) => above(() => stdout.write(`${clean(line)}\n`));
  const note = (text: string) => {
    for (const line of text.split('\n')) above(() => stderr.write(`${clean(line)}\n`));
  };
  try {
    await command(args, {
      environment: env,
      input: stdin,
      clock,
      redactor,
      print,
      printText: (text) => {
        for (const line of text.replace(/\n$/, '').split('\n')) print(line);
      },
      printTable: (heading, rows) => {
        for (const line of tableLines([heading, ...rows])) print(line);
      },
      printJson: (record) => print(JSON.stringify(record)),
      note,
      prompt: (text) => void stderr.write(clean(text)),
      tellProgress: (line) => {
        if (!stderr.isTTY) return;
        // The last column stays free: some terminals begin a new line once it is written.
        progress = cutToWidth(clean(line), (stderr.columns ?? 80) - 1);
        show(progress);
      },
      isLive: stderr.isTTY === true,
      exitWith: (code) => {
        exitCode = code;
      },
    });
    return exitCode;
  } catch (error) {
    note(error instanceof UsageError || error instanceof Refusal ? error.message : explain(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** A command that shows its help when --help is anywhere on the command line. */
export const withHelp =
  (help: string, command: Command): Command =>
  async (args, surroundings) => {
    if (!args.some((arg) => arg === '--help' || arg === '-h')) return await command(args, surroundings);
    surroundings.printText(help.trimEnd());
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
export async function runProgram(command: Command, options?: ProgramOptions): Promise<void> {
  // A reader may have read enough, as `head` does.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
  process.exitCode = await execute(command, process.argv.slice(2), process, options);
}
