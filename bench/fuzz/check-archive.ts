import { posix } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { ArchiveError } from '../../lambda/zip/archive-error.ts';
import type { ByteSource } from '../../lambda/zip/bytes.ts';
import { createArchive } from '../../lambda/zip/create-archive.ts';
import { type ArchiveEntry, openArchive } from '../../lambda/zip/open-archive.ts';
import { countingSource } from './counting-source.ts';

const MIB = 1024 * 1024;
/** So that one execution costs little, however large the archive says that it is. */
const LIMITS = { totalBytes: 4 * MIB, entries: 1000 };
/** Three readings of everything that the limits allow, in blocks with room to grow, and the compressor's own state for each entry. */
const MOST_MEMORY_BYTES = 32 * MIB;
const MOST_MEMORY_OF_ENTRY_BYTES = MIB / 2;
/** Every byte is asked for by three readings, each in windows of its own, and by the search for the directory. */
const MOST_READINGS = 8;

/**
 * Reads an archive in every way there is. @returns what came of it, in words without the names and numbers in it.
 * @throws Error when the reader broke a promise: another error than an ArchiveError, an unsafe path or link, wrong
 * sizes, too many bytes asked for, or too much memory taken.
 */
export async function checkArchive(zip: Uint8Array): Promise<string> {
  const before = getHeapStatistics().external_memory;
  const { source, asked } = countingSource(zip);
  const types: string[] = [];
  const outcome = await readArchive(source, types);
  // Less is seen when the garbage collector runs in between, never more.
  const taken = getHeapStatistics().external_memory - before;
  if (taken > MOST_MEMORY_BYTES + types.length * MOST_MEMORY_OF_ENTRY_BYTES) {
    throw new Error(`Reading ${zip.length} bytes took ${taken} bytes of memory`);
  }
  if (asked() > zip.length * MOST_READINGS)
    throw new Error(`${asked()} bytes were asked of an archive of ${zip.length}`);
  return outcome;
}

async function readArchive(source: ByteSource, types: string[]): Promise<string> {
  const archive = openArchive(source, LIMITS);
  const copy = createArchive({ write: async () => {} });
  try {
    for await (const entry of archive.entries()) {
      requireSafePath(entry.path);
      await compareReadings(entry);
      if (entry.type === 'file') await archive.read(entry.path);
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

async function compareReadings({ path, type, size, bytes, stream }: ArchiveEntry): Promise<void> {
  const whole = Buffer.from(await bytes());
  if (whole.length !== size) throw new Error(`${path} has ${whole.length} bytes and says ${size}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream()) chunks.push(chunk);
  if (!whole.equals(Buffer.concat(chunks))) throw new Error(`${path} is not the same in one piece and as a stream`);
  const target = posix.resolve('/root', posix.dirname(path), whole.toString());
  if (type === 'symlink' && target !== '/root' && !target.startsWith('/root/')) {
    throw new Error(`A link to ${target} was handed out: ${JSON.stringify(path)}`);
  }
}

const withoutDetails = (message: string) => message.replace(/"(\\.|[^"\\])*"/g, '""').replace(/\d+/g, '#');
