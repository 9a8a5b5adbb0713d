import { type ByteSink, bufferSource } from '../../../../lambda/archive/bytes.ts';
import type { ArchiveLimits } from '../../../../lambda/archive/limits.ts';
import { type ArchiveWriter, createArchive } from '../../../../lambda/archive/zip/create-archive.ts';
import { openArchive } from '../../../../lambda/archive/zip/open-archive.ts';

/** Every entry of an archive with its content, both ways of reading it compared. */
export async function readAll(zip: Buffer, limits: Partial<ArchiveLimits> = {}) {
  const all: { path: string; type: string; mode: number | undefined; content: Buffer }[] = [];
  for await (const { path, type, mode, size, bytes, stream } of openArchive(bufferSource(zip), limits).entries()) {
    const content = Buffer.from(await bytes());
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream()) chunks.push(chunk);
    if (!content.equals(Buffer.concat(chunks))) throw new Error(`${path}: bytes() and stream() differ`);
    if (content.length !== size) throw new Error(`${path}: ${content.length} bytes instead of ${size}`);
    all.push({ path, type, mode, content });
  }
  return all;
}

/** Text contents by path. */
export async function readTexts(zip: Buffer): Promise<Record<string, string>> {
  return Object.fromEntries((await readAll(zip)).map(({ path, content }) => [path, content.toString()]));
}

/** A sink that keeps everything. */
export function memorySink(): ByteSink & { bytes(): Buffer } {
  const chunks: Uint8Array[] = [];
  return {
    write: async (bytes) => void chunks.push(Uint8Array.from(bytes)),
    bytes: () => Buffer.concat(chunks),
  };
}

/** The archive that these calls write. */
export async function writeZip(fill: (archive: ArchiveWriter) => Promise<void>, modified?: Date): Promise<Buffer> {
  const sink = memorySink();
  const archive = createArchive(sink, modified === undefined ? {} : { modified });
  await fill(archive);
  await archive.finish();
  return sink.bytes();
}

/** Content that arrives in these pieces. */
export async function* arriving(...pieces: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}
