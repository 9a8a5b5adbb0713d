import { cutToWidth } from '../../command/width.ts';

/** The output of the lines: standard output or standard error. */
export interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Lines that stay, and below them lines that change until they are dropped. */
export interface LiveLines {
  /** A line that stays. */
  print(line: string): void;
  /** Shows a line under a name in place of the one that has it, or drops that. Without a terminal nothing is shown. */
  show(name: string, line: string | undefined): void;
  /** Drops every line that changes. */
  close(): void;
}

/** The most lines that change: more would not fit below those that stay. */
const MAX_LIVE = 6;
/** Cursor up, and clear from there to the end of the screen. */
const clearLines = (count: number) => (count === 0 ? '' : `\u001b[${count}A\u001b[0J`);

export function createLiveLines(terminal: Terminal): LiveLines {
  const live = new Map<string, string>();
  let drawn = 0;
  const draw = (above: string) => {
    const lines = [...live.values()].slice(0, MAX_LIVE);
    const more = live.size > lines.length ? [`  and ${live.size - lines.length} more`] : [];
    const shown = [...lines, ...more].map((line) => `${cutToWidth(line, terminal.columns ?? 80)}\n`);
    terminal.write(`${clearLines(drawn)}${above}${shown.join('')}`);
    drawn = shown.length;
  };
  return {
    print: (line) => draw(`${line}\n`),
    show(name, line) {
      if (!terminal.isTTY || live.get(name) === line) return;
      if (line === undefined) live.delete(name);
      else live.set(name, line);
      draw('');
    },
    close() {
      live.clear();
      draw('');
    },
  };
}
