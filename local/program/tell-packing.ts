import { escapeLine } from '../../model/escape.ts';
import type { PackingEvent } from '../events/event.ts';
import type { LiveLines, Terminal } from './live-lines.ts';

/** Milliseconds that a folder may take to pack before anything is said of it where there is no terminal, and between two lines. */
const SAY_AFTER = 1_000;
const SAY_EVERY = 5_000;

/** A folder that is packed is told of at once at a terminal, and elsewhere as soon as it takes long. */
export function createPackingTeller(lines: LiveLines, { isTTY }: Terminal): (event: PackingEvent) => void {
  const dueAt = new Map<string, number>();
  return ({ at, name, files, bytes, isDone }) => {
    const said = `  Packing the artifact ${escapeLine(name)}: ${files.toLocaleString('en')} files, ${megabytes(bytes)}`;
    if (isTTY) lines.show(`packing ${name}`, isDone ? undefined : `${said} so far`);
    const due = dueAt.get(name) ?? at + SAY_AFTER;
    if (!isTTY && at >= due) lines.print(isDone ? said : `${said} so far`);
    if (isDone) dueAt.delete(name);
    else dueAt.set(name, at >= due ? at + SAY_EVERY : due);
  };
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
