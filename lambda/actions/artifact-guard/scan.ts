import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ArtifactEntry, InputArtifact } from '../../job/artifact.ts';
import { decodeText } from './decode-text.ts';
import { type FileFindings, findCredentials } from './find-credentials.ts';

/** Larger files are data; scanning one would also hold all of it in memory, and twice. */
const LARGEST_SCANNED = 5 * 1024 * 1024;

/** One file of the artifact, once it was read. */
export interface ScannedFile extends FileFindings {
  path: string;
  size: number;
  sha256: string;
  scan: 'scanned' | 'binary' | 'too large' | 'excluded';
}

export interface ScanOptions {
  /** Globs as node:path's matchesGlob takes them; `*` and `**` do not match a name that starts with a dot. */
  exclude: readonly string[];
  signal: AbortSignal;
}

/**
 * Reads and hashes every file, one at a time, and looks for credentials in the texts among them. Folders and symbolic
 * links are passed over. @throws the reason of the signal, once it fires.
 */
export async function* scanFiles(
  input: InputArtifact,
  { exclude, signal }: ScanOptions,
): AsyncGenerator<ScannedFile, void> {
  for await (const entry of input.entries()) {
    signal.throwIfAborted();
    if (entry.type !== 'file') continue;
    const excluded = exclude.some((glob) => posix.matchesGlob(entry.path, glob));
    yield await readFile(entry, excluded, signal);
    // Small entries come out of memory without any waiting; timers and renewals of the lease need their turn too.
    await setImmediate();
  }
}

async function readFile(entry: ArtifactEntry, excluded: boolean, signal: AbortSignal): Promise<ScannedFile> {
  const { path, size } = entry;
  const unscanned = { path, size, findings: [], unlisted: { error: 0, warning: 0 } };
  if (size > LARGEST_SCANNED) {
    return { ...unscanned, sha256: await hashStream(entry, signal), scan: excluded ? 'excluded' : 'too large' };
  }
  const bytes = await entry.bytes();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (excluded) return { ...unscanned, sha256, scan: 'excluded' };
  const text = decodeText(bytes);
  if (text === undefined) return { ...unscanned, sha256, scan: 'binary' };
  return { path, size, sha256, scan: 'scanned', ...(await findCredentials(path, text)) };
}

async function hashStream(entry: ArtifactEntry, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of entry.stream()) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest('hex');
}
