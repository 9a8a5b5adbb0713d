import { bufferSource } from '../../../../lambda/archive/bytes.ts';
import type { ArchiveLimits } from '../../../../lambda/archive/limits.ts';
import { readTail } from '../../../../lambda/archive/source-ranges.ts';
import { openTar } from '../../../../lambda/archive/tar/open-tar.ts';

/** A tar archive in memory, opened. */
export const openTarBytes = async (
  bytes: Uint8Array,
  packing: 'none' | 'gzip' = 'none',
  limits: Partial<ArchiveLimits> = {},
) => openTar(await readTail(bufferSource(bytes), 1024), packing, limits);

/** Every entry of a tar archive with its content. */
export async function readAll(bytes: Uint8Array, packing?: 'none' | 'gzip', limits?: Partial<ArchiveLimits>) {
  const all: { path: string; type: string; mode: number | undefined; content: string }[] = [];
  const archive = await openTarBytes(bytes, packing, limits);
  for await (const { path, type, mode, size, bytes } of archive.entries()) {
    const content = Buffer.from(await bytes());
    if (content.length !== size) throw new Error(`${path}: ${content.length} bytes instead of ${size}`);
    all.push({ path, type, mode, content: content.toString() });
  }
  return all;
}

/** The contents of what is no directory, by path. */
export const readTexts = async (bytes: Uint8Array, packing?: 'none' | 'gzip'): Promise<Record<string, string>> =>
  Object.fromEntries((await readAll(bytes, packing)).map(({ path, content }) => [path, content]));
