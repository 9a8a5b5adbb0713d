import { stripVTControlCharacters } from 'node:util';

/** Where lines go: standard output or standard error. */
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
/** A change of colour, or one character. */
const PIECE = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m|.`, 'gsu');
/** Letters that take the room of two: of East Asia, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** A text that is free of control characters but for colours, cut so that it takes at most so much room in a terminal. */
export function cutToWidth(text: string, columns: number): string {
  let room = columns;
  let cut = '';
  for (const { 0: piece } of text.matchAll(PIECE)) {
    const width = stripVTControlCharacters(piece) === '' ? 0 : WIDE.test(piece) ? 2 : 1;
    if (width > room - (width > 0 ? 1 : 0)) {
      cut += '…';
      room = 0;
      break;
    }
    room -= width;
    cut += piece;
  }
  // A colour that was begun must end.
  return cut.includes('\u001b[') ? `${cut}\u001b[0m` : cut;
}

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
