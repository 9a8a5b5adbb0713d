import { quote } from '../../../model/escape.ts';
import { ArchiveError } from '../archive-error.ts';
import type { ByteSink } from '../bytes.ts';
import { checkLinkContent, checkPath } from '../entry-path.ts';
import { type EntryType, isWritable, wordFor } from '../entry-type.ts';
import { defaultLimits } from '../limits.ts';
import { createPathRegister } from '../path-register.ts';
import { EARLIEST, toDosTime } from './dos-time.ts';
import { createEntryWriter, type EntryHead, type EntryWriter } from './entry-writer.ts';
import { type PackedContent, packedContent } from './packed-content.ts';

/** What `copy` needs of an entry. One of our own reader also carries its packed form. */
export interface CopyableEntry {
  path: string;
  type: EntryType;
  size: number;
  mode: number | undefined;
  stream(): AsyncIterable<Uint8Array>;
  bytes(): Promise<Uint8Array>;
  readonly [packedContent]?: PackedContent | undefined;
}

/**
 * Writes a zip archive front to back. Entries are written in the order of the calls, one after the other. After an
 * error while writing the archive cannot be completed: every later call fails with the same error.
 */
export interface ArchiveWriter {
  /**
   * Adds a file, or with a slash at the end of the path a directory, whose content must be empty.
   * @param options.mode POSIX permission bits; 0o644 for a file and 0o755 for a directory when left out.
   * @throws ArchiveError for a path that is unsafe or taken; nothing has been written then and the writer can be used on.
   */
  write(
    path: string,
    content: string | Uint8Array | AsyncIterable<Uint8Array>,
    options?: { mode?: number },
  ): Promise<void>;
  /**
   * Adds an entry of an archive under the same path. The packed bytes of an entry of our own reader are taken over
   * unseen, with their CRC-32, even when it was spread into an object with another path; other entries are read and
   * packed anew.
   * @throws ArchiveError as `write` does, for a symbolic link that leads outside, and for a hard link, device or pipe.
   */
  copy(entry: CopyableEntry): Promise<void>;
  /** Writes the directory. The archive is complete then and takes nothing more. */
  finish(): Promise<void>;
}

const DEFAULT_MODE = { file: 0o644, directory: 0o755, symlink: 0o777 };

/** Starts an archive. The same calls give the same bytes: every entry has the time `modified`, 1980-01-01 when left out. */
export function createArchive(sink: ByteSink, { modified = EARLIEST }: { modified?: Date } = {}): ArchiveWriter {
  const entries = createEntryWriter(sink, toDosTime(modified));
  const paths = createPathRegister();
  let finished = false;
  let last = Promise.resolve();

  /** Calls may overlap; their work does not, and after a failure no work is done. */
  const inTurn = (work: () => Promise<void>) => {
    last = last.then(work);
    return last;
  };
  const refuseAfterEnd = () => {
    if (finished) throw new Error('The archive is finished and takes nothing more');
  };
  const claim = ({ path, type, mode }: EntryHead): EntryHead => {
    refuseAfterEnd();
    if (!(Number.isInteger(mode) && mode >= 0 && mode <= 0o777)) {
      throw new RangeError(`Modes are allowed from 0 to 0o777, got 0o${mode.toString(8)} for ${quote(path)}`);
    }
    checkPath(path, defaultLimits);
    paths.add({ path, type });
    return { path, type, mode };
  };
  return {
    async write(path, content, { mode } = {}) {
      const isFolder = path.endsWith('/');
      if (isFolder && content !== '') {
        throw new ArchiveError('is a directory, so its content must be the empty text', path);
      }
      const head = isFolder
        ? claim({ path: path.slice(0, -1), type: 'directory', mode: mode ?? DEFAULT_MODE.directory })
        : claim({ path, type: 'file', mode: mode ?? DEFAULT_MODE.file });
      await inTurn(() => writeContent(entries, head, content));
    },
    async copy(entry) {
      const { path, type } = entry;
      if (!isWritable(type)) {
        throw new ArchiveError(`is a ${wordFor(type)}; only files, directories and symbolic links are copied`, path);
      }
      const head = claim({ path, type, mode: entry.mode ?? DEFAULT_MODE[type] });
      await inTurn(() => copyEntry(entries, head, entry));
    },
    async finish() {
      refuseAfterEnd();
      finished = true;
      await inTurn(() => entries.writeDirectory());
    },
  };
}

function writeContent(
  entries: EntryWriter,
  head: EntryHead,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  if (typeof content === 'string') return entries.writeBytes(head, Buffer.from(content));
  return content instanceof Uint8Array ? entries.writeBytes(head, content) : entries.writeStream(head, content);
}

async function copyEntry(entries: EntryWriter, head: EntryHead, entry: CopyableEntry): Promise<void> {
  if (entry.type === 'symlink') {
    const target = await entry.bytes();
    checkLinkContent(entry.path, target);
    return entries.writeBytes(head, target);
  }
  const packed = entry[packedContent];
  return packed === undefined
    ? entries.writeStream(head, entry.stream())
    : entries.writePacked(head, entry.size, packed);
}
