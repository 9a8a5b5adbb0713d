import { endSentence } from '../../command/explain-error.ts';
import { type Author, type ClientSettings, type ClientsTable, type ClientWrite, wordsOf } from './clients-table.ts';
import { isSameText } from './formulas.ts';
import { type ImportedRow, refuse, wrongSettings } from './read-import.ts';

/** What an import does to one client. */
export interface PlannedChange {
  clientId: string;
  label: string | undefined;
  /** `added`, or what of a client that is there changes; empty when nothing does. */
  what: string[];
  settings: ClientSettings;
}

/** Writes that are on their way at once. */
const SIDE_BY_SIDE = 4;
/** How many clients are one write. DynamoDB takes 100 items, and each has two. Source: its API Reference, "TransactWriteItems". */
const AT_ONCE = 25;

/**
 * Compares the rows with the table, and writes nothing.
 * @throws Refusal naming each line with a new client without a token, or with a text that may not be written.
 */
export async function planImport(table: ClientsTable, rows: readonly ImportedRow[]): Promise<PlannedChange[]> {
  const known = await table.readWithTokens(rows.map(({ clientId }) => clientId));
  const tokenless = rows.filter(({ clientId, clientToken }) => clientToken === undefined && !known.has(clientId));
  refuse(tokenless.map(({ line }) => `  line ${line}: the client is new and has no clientToken`));
  const planned = rows.map(({ line, clientId, ...given }) => {
    const before = known.get(clientId);
    if (!before) return { line, clientId, label: given.label, what: ['added'], settings: given };
    const settings: ClientSettings = Object.fromEntries(
      Object.entries(given).filter(([name, value]) => {
        const stored = before[name as keyof typeof before] ?? '';
        return name === 'clientToken' ? value !== stored : !isSameText(value, stored);
      }),
    );
    return { line, clientId, label: given.label ?? before.label, what: wordsOf(settings), settings };
  });
  refuse(
    planned.flatMap(({ line, settings }) => {
      const wrong = wrongSettings(settings);
      return wrong === undefined ? [] : [`  line ${line}: ${wrong}`];
    }),
  );
  return planned;
}

/**
 * Writes what was planned, many clients at once and some of these writes side by side.
 * @param tell Is told how many are done.
 * @throws ImportStopped that says how many were written when one could not be.
 */
export async function applyImport(
  table: ClientsTable,
  planned: readonly PlannedChange[],
  author: Author,
  tell: (done: number) => void,
): Promise<void> {
  const changed = planned.filter(({ what }) => what.length > 0).map(writeOf);
  const left = Array.from({ length: Math.ceil(changed.length / AT_ONCE) }, (_, index) =>
    changed.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  ).values();
  let done = 0;
  let stopped: unknown;
  const work = async () => {
    for (const changes of left) {
      if (stopped !== undefined) return;
      try {
        const [inTheWay] = await table.write(changes, author);
        if (inTheWay !== undefined) throw new Error(`Client ${inTheWay} was changed by someone else in this moment.`);
      } catch (error) {
        stopped = error;
        return;
      }
      done += changes.length;
      tell(done);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  if (stopped !== undefined) throw new ImportStopped(stopped, done);
}

/** By the name of what stopped it, so that it is explained as that. */
class ImportStopped extends Error {
  constructor(cause: unknown, done: number) {
    const { name, message } = cause instanceof Error ? cause : new Error('Something was thrown');
    const why = endSentence(message.split('\n')[0] ?? '');
    super(`${why} ${done} clients were written before that. Call it again: it goes on`, { cause });
    this.name = name;
  }
}

const writeOf = ({ clientId, what, settings }: PlannedChange): ClientWrite => ({
  clientId,
  settings,
  isNew: what[0] === 'added',
});
