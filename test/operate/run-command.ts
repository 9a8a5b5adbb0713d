import { Readable } from 'node:stream';
import { type Command, type CommandInput, execute } from '../../command/command.ts';
import type { Clock } from '../../model/clock.ts';

export interface Ended {
  code: number;
  output: string;
  errors: string;
}

export interface Around {
  environment?: Record<string, string>;
  /** What is piped in, or a terminal. */
  input?: string | CommandInput;
  clock?: Clock;
}

/** Runs a command in this process, with everything it touches in the test's hand. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  { environment = {}, input = '', clock }: Around = {},
): Promise<Ended> {
  const output: string[] = [];
  const errors: string[] = [];
  const stdout = { write: (text: string) => output.push(text) };
  const stderr = { write: (text: string) => errors.push(text) };
  const stdin = typeof input === 'string' ? Readable.from([Buffer.from(input)]) : input;
  const code = await execute(command, args, { env: environment, stdin, stdout, stderr }, { clock });
  return { code, output: output.join(''), errors: errors.join('') };
}
