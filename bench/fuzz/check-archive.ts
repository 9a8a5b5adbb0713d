import { posix } from 'node:path';
import { ArchiveError } from '../../lambda/zip/archive-error.ts';
import { bufferSource } from '../../lambda/zip/bytes.ts';
import { createArchive } from '../../lambda/zip/create-archive.ts';
import { type ArchiveEntry, openArchive } from '../../lambda/zip/open-archive.ts';

/** So that one execution costs little, however large the archive says that it is. */
const LIMITS = { totalBytes: 4 * 1024 * 1024, entries: 1000 };

/**
 * Reads an archive in every way there is. @returns what came of it, in words without the names and numbers in it.
 * @throws Error when the reader broke a promise: another error than an ArchiveError, an unsafe path, wrong sizes.
 */
export async function checkArchive(zip: Uint8Array): Promise<string> {
  const archive = openArchive(bufferSource(zip), LIMITS);
  const copy = createArchive({ write: async () => {} });
  const types: string[] = [];
  try {
    for await (const entry of archive.entries()) {
      requireSafePath(entry.path);
      await compareReadings(entry);
      await copy.copy(entry);
      types.push(entry.type);
    }
    await copy.finish();
  } catch (error) {
    if (error instanceof ArchiveError) return `${types.length > 0} ${withoutDetails(error.message)}`;
    throw error;
  }
  return `read: ${[...new Set(types)].sort().join(', ')} ${types.length}`;
}

function requireSafePath(path: string): void {
  const resolved = posix.resolve('/root', path);
  if (resolved !== `/root/${path}` || path.includes('\\') || path.includes('\0')) {
    throw new Error(`An unsafe path was handed out: ${JSON.stringify(path)}`);
  }
}

async function compareReadings({ path, size, bytes, stream }: ArchiveEntry): Promise<void> {
  const whole = Buffer.from(await bytes());
  if (whole.length !== size) throw new Error(`${path} has ${whole.length} bytes and says ${size}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream()) chunks.push(chunk);
  if (!whole.equals(Buffer.concat(chunks))) throw new Error(`${path} is not the same in one piece and as a stream`);
}

const withoutDetails = (message: string) => message.replace(/"(\\.|[^"\\])*"/g, '""').replace(/\d+/g, '#');
