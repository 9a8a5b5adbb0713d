import { open } from 'node:fs/promises';
import { type Checksum, compositeChecksum, createDigest } from './checksum.ts';
import type { Digest } from './crc.ts';
import { noSuchUpload } from './own-upload.ts';
import type { Part, Upload, Uploads } from './uploads.ts';

const BUFFER_BYTES = 1024 * 1024;

/**
 * Writes the parts one after another to a new file.
 * @returns The checksum of the object, by the algorithm of the upload.
 * @throws S3Error NoSuchUpload when the upload is aborted meanwhile
 */
export async function assembleParts(
  uploads: Uploads,
  { uploadId, checksum }: Upload,
  parts: Part[],
  file: string,
): Promise<Checksum | undefined> {
  const digest = checksum?.type === 'FULL_OBJECT' ? createDigest(checksum.algorithm) : undefined;
  const paths = parts.map((part) => uploads.partPath(uploadId, part));
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(contentOf(paths, digest));
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? noSuchUpload() : error;
  } finally {
    await handle.close();
  }
  if (checksum === undefined) return undefined;
  if (digest) return { ...checksum, value: digest.digest().toString('base64') };
  return compositeChecksum(
    checksum.algorithm,
    parts.map((part) => part.checksum ?? ''),
  );
}

/** Every chunk is the same buffer: the reader is done with one chunk before it asks for the next. */
async function* contentOf(paths: string[], digest: Digest | undefined): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  for (const path of paths) {
    const part = await open(path);
    try {
      for (;;) {
        const { bytesRead } = await part.read(buffer);
        if (bytesRead === 0) break;
        const chunk = buffer.subarray(0, bytesRead);
        digest?.update(chunk);
        yield chunk;
      }
    } finally {
      await part.close();
    }
  }
}
