import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';

/** A file holds one value; more than this is another file. AWS takes 1,000 characters at most. */
const MAX_FILE_BYTES = 100_000;
/** What a shell makes of `<(command)`, and standard input: somebody writes into them. */
const OPEN_ALREADY = /^\/(?:dev\/(?:fd\/|stdin$)|proc\/[^/]+\/fd\/)/;

/** Why a file cannot be the value of a property. */
export class UnusableValue extends Error {
  override readonly name = 'UnusableValue';
}

/**
 * The text of a file, of standard input or of a pipe, without the line end behind it. What has no end is not read to its end, and
 * nobody is waited for who may never write: a program that waits to open a pipe cannot be ended by a signal.
 * @throws UnusableValue
 */
export async function readValueFrom(path: string): Promise<string> {
  try {
    if (!OPEN_ALREADY.test(path) && (await stat(await realpath(path))).isFIFO())
      throw new UnusableValue('is a named pipe. Give a file, or /dev/stdin');
    const bytes = await readUpTo(path);
    // Editors and echo end a file with a line end that is not part of the value.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof UnusableValue) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new UnusableValue('is not a text in UTF-8');
    throw new UnusableValue(`cannot be read: ${code}. It takes a file, whose content is the value`);
  }
}

async function readUpTo(path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_FILE_BYTES) throw new UnusableValue('is too long for a value');
  }
  return Buffer.concat(chunks);
}
