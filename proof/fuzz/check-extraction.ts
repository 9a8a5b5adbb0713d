import { lstat, mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { crc32 } from 'node:zlib';
import { ArchiveError } from '../../lambda/archive/archive-error.ts';
import { fileSource } from '../../lambda/archive/bytes.ts';
import type { ArchiveLimits } from '../../lambda/archive/limits.ts';
import { openArtifact } from '../../lambda/archive/open-artifact.ts';
import { createArchive } from '../../lambda/archive/zip/create-archive.ts';
import type { InputArtifact } from '../../model/artifact.ts';

/** Writing files takes far longer than reading, so only some archives are extracted, always the same. */
const ONE_IN = 32;
const SPECIAL_BITS = 0o7000;

/** Whether this archive is one of those that are extracted too. */
export const isExtracted = (bytes: Uint8Array): boolean => crc32(bytes) % ONE_IN === 0;

/**
 * Extracts an archive from a file, with and without leaving out what cannot be written, looks at what was written, and
 * packs it again.
 * @throws Error when something lies outside the folder or leads out of it, is neither file, folder nor link, has a
 * special bit, or is there although the archive was refused.
 */
export async function checkExtraction(bytes: Uint8Array, limits: Partial<ArchiveLimits>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'fuzz-'));
  const source = fileSource(join(home, 'archive'));
  try {
    await writeFile(join(home, 'archive'), bytes);
    for (const skip of [false, true]) {
      await checkFolder(join(home, `${skip}`), (folder) => openArtifact(source, limits).extract(folder, { skip }));
    }
    await packAgain(openArtifact(source, limits)).catch(keepRefusal);
  } finally {
    await source.close();
    await rm(home, { recursive: true });
  }
}

/** Packs every file again, however large; nobody keeps the archive. */
async function packAgain(archive: InputArtifact): Promise<void> {
  const copy = createArchive({ write: async () => {} });
  for await (const { path, type, stream } of archive.entries()) if (type === 'file') await copy.write(path, stream());
  await copy.finish();
}

/** @param home A folder that is not there yet; one deep in it is extracted to. */
export async function checkFolder(home: string, extract: (folder: string) => Promise<unknown>): Promise<void> {
  const folder = join(home, 'in', 'folder');
  await mkdir(home);
  const refused = await extract(folder).then(() => undefined, keepRefusal);
  const written = await readdir(home, { recursive: true });
  const strayed = written.filter((name) => !isPartOf(join(home, name), folder));
  if (strayed.length > 0) throw new Error(`Something was written outside: ${strayed.join(', ')}`);
  if (refused !== undefined && written.length > 0) throw new Error(`After "${refused}" there is ${written.join(', ')}`);
  for (const name of written) await requireHarmless(join(home, name), folder);
  // A second extraction must fail because the files are there, or there is nothing to write.
  if (refused === undefined) await extract(folder).catch(keepRefusal);
}

function keepRefusal(error: unknown): string {
  if (error instanceof ArchiveError) return error.message;
  throw error;
}

/** The folder, what lies in it, and the folders that it lies in. */
const isPartOf = (path: string, folder: string) =>
  `${path}${sep}`.startsWith(`${folder}${sep}`) || `${folder}${sep}`.startsWith(`${path}${sep}`);

async function requireHarmless(path: string, root: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isSymbolicLink()) {
    const target = resolve(path, '..', await readlink(path));
    if (target !== root && !target.startsWith(root + sep)) throw new Error(`${path} is a link to ${target}`);
    return;
  }
  const isKnown = stats.isFile() || stats.isDirectory();
  if (!isKnown || (stats.mode & SPECIAL_BITS) !== 0) throw new Error(`${path} has the mode 0${stats.mode.toString(8)}`);
}
