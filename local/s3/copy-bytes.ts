import { createWriteStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type ChecksumAlgorithm, createDigest } from './checksum.ts';
import type { ByteRange } from './range.ts';

/** Copies an object, or a range of it, to a new file. @returns The checksum that was asked for, in base64. */
export async function copyBytes(
  from: FileHandle,
  file: string,
  range: ByteRange | undefined,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<string | undefined> {
  const digest = algorithm && createDigest(algorithm);
  const bytes = range ? { start: range.first, end: range.last } : {};
  await pipeline(
    from.createReadStream({ ...bytes, autoClose: false }),
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        digest?.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file, { flags: 'wx', mode: 0o600 }),
  );
  return digest?.digest().toString('base64');
}
