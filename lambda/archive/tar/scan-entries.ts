import { ArchiveError } from '../archive-error.ts';
import { decodeText } from '../decode-text.ts';
import { type EntryType, wordFor } from '../entry-type.ts';
import type { ArchiveLimits } from '../limits.ts';
import { createPathTree } from '../path-tree.ts';
import { readPath } from '../read-path.ts';
import { openByteStream } from './byte-stream.ts';
import { checkDumpedNames } from './dumped-directory.ts';
import { openBody } from './entry-body.ts';
import type { ScanPlace } from './gunzip.ts';
import { memberType, SPARSE_PROBLEM } from './member-type.ts';
import { type Member, readMembers } from './read-member.ts';

/** A checked entry at which a scan stands. */
export interface ScannedEntry {
  /** Without the slash that marks a directory. */
  path: string;
  type: EntryType;
  size: number;
  /** POSIX permission bits. */
  mode: number | undefined;
  /** Of a hard link: the path of the entry whose bytes it has. */
  linkTarget: string | undefined;
  /** Why the content cannot be read, as the rest of a sentence. */
  unreadable: string | undefined;
  /** The content of a file, or the target of a symbolic link; to be read once, before the next entry is asked for. */
  body: AsyncGenerator<Uint8Array>;
}

/**
 * Every entry of a tar archive, in order. All of the archive has been checked when the last one has been passed.
 * @param place Is told how far the scan has come, for the messages of whoever makes the chunks.
 * @throws ArchiveError for the first thing wrong, which may lie behind entries that were handed out; errors of `chunks`
 * as they are.
 */
export async function* scanEntries(
  chunks: AsyncIterable<Buffer>,
  limits: ArchiveLimits,
  place: ScanPlace,
): AsyncGenerator<ScannedEntry> {
  const stream = openByteStream(chunks);
  const count = createCounter(limits);
  const tree = createPathTree(limits);
  const members = readMembers(stream, limits, count);
  try {
    for (let member = await members.next(); member !== undefined; member = await members.next()) {
      place.entry = member.name;
      const type = memberType(member, members.hasPax());
      count(type === 'file' ? member.size : 0, member.name);
      if (type === undefined) continue;
      const entry = toEntry(member, type, limits);
      // Other readers pass over the size of a hard link too: old tools give that of the file.
      const body = openBody(stream, entry.path, type === 'hardlink' ? 0 : member.size);
      if (type === 'directory' && member.size > 0) await checkDumpedNames(body.chunks(), entry.path);
      if (entry.path !== '') {
        tree.add(entry.path, type);
        yield {
          ...entry,
          body:
            type === 'symlink' ? streamOnce(member.linkName) : type === 'file' ? body.chunks() : streamOnce(NOTHING),
        };
      }
      await body.pass();
    }
  } finally {
    await stream.close();
  }
}

/** Counts entries, and bytes of content, against the limits. */
function createCounter(limits: ArchiveLimits): (bytes: number, entry: string) => void {
  let [entries, total] = [0, 0];
  return (bytes, entry) => {
    entries += 1;
    total += bytes;
    if (entries > limits.entries) {
      throw new ArchiveError(`comes when the archive has over ${limits.entries} entries; no more are allowed`, entry);
    }
    if (total > limits.totalBytes) {
      throw new ArchiveError(`is where the archive unpacks to over ${limits.totalBytes} bytes`, entry);
    }
  };
}

const NOTHING = Buffer.alloc(0);

async function* streamOnce(bytes: Buffer): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

function toEntry(member: Member, type: EntryType, limits: ArchiveLimits): Omit<ScannedEntry, 'body'> {
  const { name, linkName, mode, sparseSize } = member;
  const refuse = (problem: string): never => {
    throw new ArchiveError(problem, name);
  };
  const path = readPath(name, limits);
  if (path === '' && type !== 'directory') refuse(`is a ${wordFor(type)} in place of the folder that was packed`);
  const isLink = type === 'symlink' || type === 'hardlink';
  if (isLink && linkName.length > limits.nameBytes) {
    refuse(`is a link with a target of ${linkName.length} bytes; at most ${limits.nameBytes} are allowed`);
  }
  const size = type === 'file' ? (sparseSize ?? member.size) : type === 'symlink' ? linkName.length : 0;
  const linkTarget = type === 'hardlink' ? toTarget(linkName, limits) : undefined;
  return { path, type, size, mode, linkTarget, unreadable: sparseSize === undefined ? undefined : SPARSE_PROBLEM };
}

/** The target as a path; unchanged when it leads out of the archive. */
function toTarget(linkName: Buffer, limits: ArchiveLimits): string {
  const name = decodeText(linkName);
  try {
    return readPath(name, limits);
  } catch {
    return name;
  }
}
