import type { CommandSurroundings, ExitCode } from '../../command/command.ts';

/** A table that a command printed. */
interface Table {
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The output of a command for one Region. */
export interface Gathered {
  readonly region: string;
  readonly tables: readonly Table[];
  readonly records: readonly object[];
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
  /** Why it failed. */
  readonly error: Error | undefined;
}

/**
 * Runs a command for one Region and keeps what it prints; what it notes is told at once.
 * @param named Whether notes and lines must say which Region they are of.
 */
export async function gatherFrom(
  region: string,
  named: boolean,
  surroundings: CommandSurroundings,
  run: (surroundings: CommandSurroundings) => Promise<void>,
): Promise<Gathered> {
  const tables: Table[] = [];
  const records: object[] = [];
  const lines: string[] = [];
  let exitCode: ExitCode = 0;
  const say = (text: string) => text.split('\n').map((line) => (named ? `${region}: ${line}` : line));
  const own: CommandSurroundings = {
    ...surroundings,
    print: (line) => void lines.push(...say(line)),
    printText: (text) => void lines.push(...say(text.replace(/\n$/, ''))),
    printTable: (heading, rows) => void tables.push({ heading, rows }),
    printJson: (record) => void records.push(record),
    note: (text) => surroundings.note(say(text).join('\n')),
    tellProgress: named ? () => {} : surroundings.tellProgress,
    exitWith: (code) => {
      exitCode = code;
    },
  };
  const error = await run(own).then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown))),
  );
  return { region, tables, records, lines, exitCode, error };
}

/** One table of all Regions for each heading, then what is not in a table. */
export function printGathered(
  gathered: readonly Gathered[],
  { print, printTable, printJson, exitWith }: CommandSurroundings,
): void {
  const tables = gathered.flatMap(({ region, tables }) => tables.map((table) => ({ region, ...table })));
  for (const [, same] of Map.groupBy(tables, ({ heading }) => heading.join('\n'))) {
    const rows = same.flatMap(({ region, rows }) => rows.map((row) => [region, ...row]));
    printTable(['REGION', ...(same[0]?.heading ?? [])], rows);
  }
  for (const { region, records } of gathered) for (const record of records) printJson({ region, ...record });
  for (const { lines } of gathered) for (const line of lines) print(line);
  exitWith(Math.max(...gathered.map(({ exitCode }) => exitCode)) as ExitCode);
}
