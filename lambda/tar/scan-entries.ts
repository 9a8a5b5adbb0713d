import { createTarDecoder, type TarHeader } from 'modern-tar';
import { quote } from '../../model/escape.ts';
import { ArchiveError } from '../zip/archive-error.ts';
import { checkLinkTarget, checkPath } from '../zip/entry-path.ts';
import type { ArchiveLimits } from '../zip/limits.ts';
import { createPathRegister } from '../zip/path-register.ts';
import type { EntryType } from '../zip/zip-format.ts';
import { createHeaderCheck } from './check-headers.ts';

/** A checked entry that a scan stands at. */
export interface ScannedEntry {
  /** Without the slash that marks a directory. */
  path: string;
  type: EntryType;
  size: number;
  /** POSIX permission bits. */
  mode: number;
  /** Of a symbolic link, whose size is that of the target. */
  target: string | undefined;
  /** The content of a file, to be read once, before the next entry is asked for. */
  body: AsyncGenerator<Uint8Array>;
}

/**
 * Every entry of a tar archive, in order. All of the archive has been checked when the last one has been passed.
 * @throws ArchiveError for the first thing wrong, which may lie behind the entry that is next; errors of `bytes` as they are.
 */
export async function* scanEntries(bytes: AsyncIterable<Buffer>, limits: ArchiveLimits): AsyncGenerator<ScannedEntry> {
  const paths = createPathRegister();
  const source = checkHeaders(bytes, limits);
  const decoder = createTarDecoder({ strict: true });
  try {
    for await (const { header, body } of ReadableStream.from(source.bytes).pipeThrough(decoder)) {
      const entry = toEntry(header, limits);
      if (entry.path === '' && entry.type === 'directory') continue;
      checkPath(entry.path, limits);
      paths.add(entry);
      const reader = body.getReader();
      yield { ...entry, body: readBody(reader, entry) };
      // Not cancelled: that would take the next body away too, once the decoder has begun with it.
      while (!(await reader.read()).done);
    }
  } catch (error) {
    if (error instanceof ArchiveError || error === source.error()) throw error;
    throw new ArchiveError('is damaged: it cannot be read as a tar archive', undefined, { cause: error });
  }
}

/** The bytes as they are, none before it was checked, and the error that they ended with. */
function checkHeaders(bytes: AsyncIterable<Buffer>, limits: ArchiveLimits) {
  let failure: unknown;
  async function* checked() {
    try {
      const check = createHeaderCheck(limits);
      for await (const chunk of bytes) {
        check.push(chunk);
        yield chunk;
      }
      check.end();
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  return { bytes: checked(), error: () => failure };
}

async function* readBody(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { path, size }: Pick<ScannedEntry, 'path' | 'size'>,
): AsyncGenerator<Uint8Array> {
  let filled = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    filled += next.value.length;
    yield next.value;
  }
  if (filled < size) {
    throw new Error(
      `Entry ${quote(path)} was still being read when the next one was asked for, which ends its content`,
    );
  }
}

function toEntry(header: TarHeader, limits: ArchiveLimits): Omit<ScannedEntry, 'body'> {
  const { name, type = 'file', size, mode = 0, linkname = '' } = header;
  // Some tools put "./" before every name and list "./" itself, which becomes the empty path.
  const relative = name.startsWith('./') ? name.slice(2) : name === '.' ? '' : name;
  if (name.includes('\ufffd')) throw new ArchiveError('has a name that is not UTF-8', name);
  const entry = { size, mode: mode & 0o777, target: undefined };
  if (type === 'directory') return { ...entry, type, path: relative.endsWith('/') ? relative.slice(0, -1) : relative };
  if (type === 'file') return { ...entry, type, path: relative };
  if (type !== 'symlink') throw new ArchiveError(`is of the type ${type}, which is not supported`, name);
  const targetBytes = Buffer.byteLength(linkname);
  if (targetBytes > limits.nameBytes) {
    throw new ArchiveError(
      `is a symbolic link with a target of ${targetBytes} bytes; at most ${limits.nameBytes} are allowed`,
      name,
    );
  }
  if (linkname.includes('\ufffd')) throw new ArchiveError('is a symbolic link to a name that is not UTF-8', name);
  checkLinkTarget(relative, linkname);
  return { ...entry, type, path: relative, size: targetBytes, target: linkname };
}
