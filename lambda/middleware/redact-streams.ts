import { redactPieces } from '../job/redact-pieces.ts';

/** How long a line waits for the next one, and the beginning of a line for its end, in milliseconds. */
const LINE_WAIT = 50;
const BEGINNING_WAIT = 1_000;

/** Standard output and standard error, past which nothing secret is written. */
export interface RedactedStreams {
  /** Writes to standard output what is redacted already, and so must not be redacted again. */
  print(text: string): void;
  /** Lets pass what is written while `print` runs. */
  pass(print: () => void): void;
  /** Writes all that is held back. */
  flush(): void;
}

let redactText = (text: string) => text;
let streams: RedactedStreams | undefined;

/**
 * Redacts what is written to standard output and standard error past the console. Called again, it changes the redactor.
 */
export function redactStreams(redact: (text: string) => string): RedactedStreams {
  redactText = redact;
  streams ??= install();
  return streams;
}

function install(): RedactedStreams {
  let passing = false;
  const guards = [process.stdout, process.stderr].map((stream) => guard(stream, () => passing));
  const pass = (print: () => void) => {
    for (const { showLines } of guards) showLines();
    const before = passing;
    passing = true;
    try {
      print();
    } finally {
      passing = before;
    }
  };
  const flush = () => {
    for (const { showAll } of guards) showAll();
  };
  process.on('exit', flush);
  return { print: (text) => pass(() => process.stdout.write(text)), pass, flush };
}

interface Guard {
  /** Writes the lines that are held back, so that they come before what is printed now. */
  showLines(): void;
  showAll(): void;
}

function guard(stream: NodeJS.WriteStream, isPassing: () => boolean): Guard {
  const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
  const pieces = redactPieces((text) => redactText(text));
  const timers = new Map<() => string, NodeJS.Timeout>();
  const show = (give: () => string) => {
    clearTimeout(timers.get(give));
    timers.delete(give);
    const text = give();
    if (text !== '') write(text);
  };
  const showSoon = (give: () => string, wait: number) => {
    if (!timers.has(give)) timers.set(give, setTimeout(show, wait, give).unref());
  };

  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    if (isPassing()) return write(chunk, ...rest);
    showSoon(pieces.lines, LINE_WAIT);
    showSoon(pieces.end, BEGINNING_WAIT);
    return write(
      pieces.take(textOf(chunk, rest[0])),
      rest.find((one) => typeof one === 'function'),
    );
  };
  return { showLines: () => show(pieces.lines), showAll: () => show(pieces.end) };
}

/** A text may be written in any encoding; what arrives is its bytes. */
const textOf = (chunk: string | Uint8Array, encoding: unknown) =>
  typeof chunk === 'string' &&
  typeof encoding === 'string' &&
  Buffer.isEncoding(encoding) &&
  !/^utf-?8$/i.test(encoding)
    ? Buffer.from(chunk, encoding)
    : chunk;
