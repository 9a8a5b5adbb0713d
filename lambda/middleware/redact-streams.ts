import { type HeldOutput, holdOutput } from '../job/held-output.ts';

/** Standard output and standard error, to which no secret is written. */
interface RedactedStreams {
  /** Writes a text to standard output that is redacted already and must not be redacted again. */
  print(text: string): void;
  /** Does not redact what is written while `print` runs. */
  pass(print: () => void): void;
  /** Writes all that is held back. */
  flush(): void;
}

let redactText = (text: string) => text;
let streams: RedactedStreams | undefined;

/**
 * Redacts what is written to standard output and standard error past the console. A second call changes the redactor.
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

function guard(stream: NodeJS.WriteStream, isPassing: () => boolean): HeldOutput {
  const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
  const output = holdOutput((text) => redactText(text), write);
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    if (isPassing()) return write(chunk, ...rest);
    output.take(textOf(chunk, rest[0]));
    return write(
      '',
      rest.find((one) => typeof one === 'function'),
    );
  };
  return output;
}

/** A text may be written in any encoding; what arrives is its bytes. */
const textOf = (chunk: string | Uint8Array, encoding: unknown) =>
  typeof chunk === 'string' &&
  typeof encoding === 'string' &&
  Buffer.isEncoding(encoding) &&
  !/^utf-?8$/i.test(encoding)
    ? Buffer.from(chunk, encoding)
    : chunk;
