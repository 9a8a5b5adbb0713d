import { posix } from 'node:path';
import { ArchiveError } from '../../lambda/archive/archive-error.ts';
import { createArchive } from '../../lambda/archive/zip/create-archive.ts';
import type { ArtifactEntry, InputArtifact } from '../../model/artifact.ts';

/** @throws Error for a path that leads out of the folder that somebody joins it to, or that no file can have. */
export function requireSafePath(path: string): void {
  const climbs = path.split(/[\\/]/).includes('..');
  if (posix.resolve('/root', path) === `/root/${path}` && !climbs && !path.includes('\0')) return;
  throw new Error(`An unsafe path was handed out: ${JSON.stringify(path)}`);
}

/** @throws Error when the content has another size than the entry says, or is not the same however it is read. */
export async function compareReadings({ path, size, bytes, stream }: ArtifactEntry): Promise<void> {
  const whole = Buffer.from(await bytes());
  if (whole.length !== size) throw new Error(`${path} has ${whole.length} bytes and says ${size}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream()) chunks.push(chunk);
  if (!whole.equals(Buffer.concat(chunks))) throw new Error(`${path} is not the same in one piece and as a stream`);
}

/** An archive that entries are put into, until one is refused: creating is stricter than reading. */
interface Copy {
  add(entry: ArtifactEntry): Promise<void>;
  finish(): Promise<void>;
}

/** Starts an archive that nobody keeps. Entries are copied as they are, or written again from their content. */
export function startCopy(): Copy {
  const archive = createArchive({ write: async () => {} });
  let isRefused = false;
  const refuse = (error: unknown) => {
    if (!(error instanceof ArchiveError)) throw error;
    isRefused = true;
  };
  return {
    async add(entry) {
      if (isRefused || !WRITABLE.includes(entry.type)) return;
      const isNew = entry.type === 'file' && entry.size % 2 === 0 && entry.size < MAX_NEW_BYTES;
      await (isNew ? archive.write(entry.path, entry.stream()) : archive.copy(entry)).catch(refuse);
    },
    async finish() {
      if (!isRefused) await archive.finish();
    },
  };
}

/** Packing more than this takes longer than everything else. */
const MAX_NEW_BYTES = 64 * 1024;
const WRITABLE: readonly string[] = ['file', 'directory', 'symlink'];

const MAX_LATER = 8;

/** Reads entries again when the loop over them is long past, all at once. @throws Error when one has another size now. */
export async function readLater(entries: readonly ArtifactEntry[]): Promise<void> {
  await Promise.all(
    entries.slice(0, MAX_LATER).map(async ({ path, size, bytes, stream }) => {
      const whole = await bytes();
      let streamed = 0;
      for await (const { length } of stream()) streamed += length;
      if (whole.length !== size || streamed !== size) throw new Error(`${path} has another size when it is read later`);
    }),
  );
}

/** Reads by path, one that is not there too. What is not a file, not there or there twice is refused. @throws any other error. */
export async function readPaths(archive: Pick<InputArtifact, 'read'>, paths: readonly string[]): Promise<void> {
  for (const path of [...paths, 'not/there']) {
    await archive.read(path).catch((error: unknown) => {
      if (!(error instanceof ArchiveError)) throw error;
    });
  }
}

/** A message without the names and numbers in it, so that refusals of one kind are one. */
export const withoutDetails = (message: string): string =>
  message.replace(/"(\\.|[^"\\])*"/g, '""').replace(/\d+/g, '#');
