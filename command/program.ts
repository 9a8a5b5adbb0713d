import { callOf } from './call.ts';
import { type Command, Refusal, UsageError } from './command.ts';
import { helpRows } from './text.ts';

/** One of the commands of a program. Its modules are loaded when it is called, and no others. */
export interface Subcommand {
  /** The purpose of the command, in one line. */
  readonly purpose: string;
  /** The sentence on an error that the command did not expect. */
  readonly explain?: (error: unknown) => string;
  load(): Promise<Command>;
}

/**
 * A program whose first word names one of its commands.
 * @param version Gives the version that `--version` prints.
 */
export const programOf = (
  name: string,
  commands: Readonly<Record<string, Subcommand>>,
  version: () => string,
): Command => {
  const byName = new Map(Object.entries(commands));
  return async ([word, ...rest], surroundings) => {
    if (word === '--help' || word === '-h' || word === 'help') return surroundings.printText(helpOf(name, byName));
    if (word === '--version') return surroundings.print(version());
    const command = byName.get(word ?? '');
    if (command) return await run(command, rest, surroundings);
    const given = word === undefined ? 'Give a command' : `There is no command "${word}"`;
    throw new UsageError(`${given}; there are ${[...byName.keys()].join(', ')}. See --help.`);
  };
};

async function run({ load, explain }: Subcommand, ...[args, surroundings]: Parameters<Command>): Promise<void> {
  try {
    await (await load())(args, surroundings);
  } catch (error) {
    if (explain === undefined || error instanceof UsageError || error instanceof Refusal) throw error;
    throw new Refusal(explain(error));
  }
}

const helpOf = (name: string, commands: ReadonlyMap<string, Subcommand>) => `${name} COMMAND [--help]
${name} --version

${helpRows([...commands].map(([command, { purpose }]) => [command, purpose]))}

  ${callOf('COMMAND', '--help')} says what a command takes.
  Exit code: 0 done, 1 failed, 2 wrong use.`;
