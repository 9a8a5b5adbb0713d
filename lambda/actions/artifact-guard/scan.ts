import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ArtifactEntry, InputArtifact } from '../../index.ts';
import type { Accepts } from './accepted.ts';
import { decodeText } from './decode-text.ts';
import { type FileFindings, findCredentials } from './find-credentials.ts';
import { showPath, under } from './leaky-name.ts';
import { passOver } from './not-scanned.ts';
import type { ScannedFile } from './scanned-file.ts';

/** Larger files are data; scanning one would also hold all of it in memory twice. */
const MAX_SCANNED_BYTES = 5 * 1024 * 1024;

const NOTHING_FOUND: FileFindings = { findings: [], unlisted: { error: 0, warning: 0 }, accepted: 0 };

export interface ScanOptions {
  /** Globs as node:path's matchesGlob takes them; `*` and `**` do not match a name that starts with a dot. */
  exclude: readonly string[];
  /** Tells which findings are accepted; none when it is left out. */
  accepts?: Accepts | undefined;
  /** Secrets of the job, masked where they are part of a path. */
  hidden?: readonly string[];
  signal: AbortSignal;
}

/**
 * Reads and hashes every file, one at a time, and looks for credentials in the texts among them. Folders are passed
 * over; what is neither a file nor a folder, and what nobody here can read, is told of and not read. @throws the reason of the signal, once it fires.
 */
export async function* scanFiles(
  input: InputArtifact,
  { exclude, accepts, hidden = [], signal }: ScanOptions,
): AsyncGenerator<ScannedFile, void> {
  for await (const entry of input.entries()) {
    signal.throwIfAborted();
    if (entry.type === 'directory') continue;
    const excluded = exclude.some((glob) => posix.matchesGlob(entry.path, glob));
    const passed = passOver(entry);
    const file =
      passed === undefined ? await readFile(entry, excluded, signal, accepts) : { ...notRead(entry), ...passed };
    const name = await showPath(entry.path, hidden);
    const inName = excluded ? [] : name.findings.filter(({ rule }) => !accepts?.(rule, entry.path));
    const shown = name.path === entry.path ? file : under(name.path, file);
    yield inName.length === 0 ? shown : { ...shown, findings: [...inName, ...shown.findings] };
    // Small entries are in memory and need no waiting, but timers and renewals of the lease must run too.
    await setImmediate();
  }
}

const notRead = ({ path, size }: ArtifactEntry) => ({ path, size, sha256: undefined, ...NOTHING_FOUND });

async function readFile(
  entry: ArtifactEntry,
  excluded: boolean,
  signal: AbortSignal,
  accepts: Accepts | undefined,
): Promise<ScannedFile> {
  const { path, size } = entry;
  const unscanned = { path, size, ...NOTHING_FOUND };
  if (size > MAX_SCANNED_BYTES) {
    return { ...unscanned, sha256: await hashStream(entry, signal), scan: excluded ? 'excluded' : 'too large' };
  }
  const bytes = await entry.bytes();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (excluded) return { ...unscanned, sha256, scan: 'excluded' };
  const text = decodeText(bytes);
  if (text === undefined) return { ...unscanned, sha256, scan: 'binary' };
  return { path, size, sha256, scan: 'scanned', ...(await findCredentials(path, text, accepts)) };
}

async function hashStream(entry: ArtifactEntry, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of entry.stream()) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest('hex');
}
