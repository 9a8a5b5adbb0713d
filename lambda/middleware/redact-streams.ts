import { redactPieces } from '../job/redact-pieces.ts';

/** How long the beginning of a line waits for its end, in milliseconds. */
const MAX_WAIT = 1_000;

/** Standard output and standard error, past which nothing secret is written. */
export interface RedactedStreams {
  /** Writes to standard output what is redacted already, and so must not be redacted again. */
  print(text: string): void;
  /** Lets pass what is written while `print` runs. */
  pass(print: () => void): void;
  /** Writes what was held back of lines that have not ended. */
  flush(): void;
}

let redactText = (text: string) => text;
let streams: RedactedStreams | undefined;

/**
 * Redacts what is written to standard output and standard error past the console, line by line. Called again, it changes the redactor.
 */
export function redactStreams(redact: (text: string) => string): RedactedStreams {
  redactText = redact;
  streams ??= install();
  return streams;
}

function install(): RedactedStreams {
  let passing = false;
  const pass = (print: () => void) => {
    const before = passing;
    passing = true;
    try {
      print();
    } finally {
      passing = before;
    }
  };
  const flushes = [process.stdout, process.stderr].map((stream) => guard(stream, () => passing));
  const flush = () => {
    for (const flushOne of flushes) flushOne();
  };
  process.on('exit', flush);
  return { print: (text) => pass(() => process.stdout.write(text)), pass, flush };
}

/** Gives what writes the line that has not ended. */
function guard(stream: NodeJS.WriteStream, isPassing: () => boolean): () => void {
  const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
  const pieces = redactPieces((text) => redactText(text));
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const held = pieces.end();
    if (held !== '') write(held);
  };

  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    if (isPassing()) return write(chunk, ...rest);
    timer ??= setTimeout(flush, MAX_WAIT).unref();
    return write(
      pieces.take(textOf(chunk, rest[0])),
      rest.find((one) => typeof one === 'function'),
    );
  };
  return flush;
}

/** A text may be written in any encoding; what arrives is its bytes. */
const textOf = (chunk: string | Uint8Array, encoding: unknown) =>
  typeof chunk === 'string' &&
  typeof encoding === 'string' &&
  Buffer.isEncoding(encoding) &&
  !/^utf-?8$/i.test(encoding)
    ? Buffer.from(chunk, encoding)
    : chunk;
