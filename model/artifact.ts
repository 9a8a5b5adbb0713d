/**
 * An input artifact: an archive that is read in place, entry by entry.
 *
 * @example
 * async function sizeOf(input: InputArtifact) {
 *   let size = 0;
 *   for await (const entry of input.entries()) size += entry.size;
 *   return size;
 * }
 */
export interface InputArtifact {
  /** Every entry in the order of the archive. Read an entry before asking for the next. To write files, use `extract`. */
  entries(): AsyncIterable<ArtifactEntry>;
  /** The bytes of the file at this path, through hard links too. @throws when there is no such file, or more than one. */
  read(path: string): Promise<Uint8Array>;
  /**
   * Writes everything below the folder, which is created; never outside it, and never over what is there.
   * @returns what was left out; nothing without `skip`.
   * @throws for an entry that cannot be written safely on every system, unless `skip` says to leave it out.
   */
  extract(folder: string, options?: ExtractOptions): Promise<LeftOutEntry[]>;
  /** What the artifact was made from, such as a commit ID; only for custom actions. */
  readonly revision?: string | undefined;
}

/**
 * How files are written.
 *
 * @example
 * const options: ExtractOptions = { skip: ({ type }) => type === 'device' };
 */
export interface ExtractOptions {
  /**
   * Whether to leave out an entry that cannot be written safely, instead of failing: a link that leads outside, a device or
   * pipe, a name that some system does not accept or takes for another one, a path that the archive has twice (the first one
   * is written), content that is `unreadable`. Damage, and paths that exist in the folder already, are errors all the same.
   */
  skip?: boolean | ((entry: LeftOutEntry) => boolean);
}

/**
 * An entry that was not written, and the sentence that extraction without `skip` would have ended with.
 *
 * @example
 * const line = ({ path, reason }: LeftOutEntry) => `${path}: ${reason}`;
 */
export interface LeftOutEntry {
  path: string;
  type: ArtifactEntry['type'];
  reason: string;
}

/**
 * An entry as it is in the archive. Whether it can be written safely is judged by `extract`.
 *
 * @example
 * const isPage = ({ type, path }: ArtifactEntry) => type === 'file' && path.endsWith('.html');
 */
export interface ArtifactEntry {
  /**
   * Relative, with forward slashes, without `..`; never below anything but a directory. Another entry may
   * have the same path, or one that differs only in case.
   */
  path: string;
  /** A device, pipe or socket has no content, and neither has a hard link: `read` gives what it leads to. */
  type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'device' | 'pipe' | 'socket';
  /** Bytes when uncompressed. */
  size: number;
  /** POSIX permission bits, where the archive has them. */
  mode: number | undefined;
  /** Only for a hard link: the path of the entry whose bytes it has. The target of a symbolic link is its content. */
  linkTarget?: string | undefined;
  /**
   * Why the content cannot be read, as the rest of a sentence: "is encrypted; …". Reading such an entry throws;
   * the other entries can be read.
   */
  unreadable?: string | undefined;
  /**
   * The content, verified: the last chunk comes only after size and CRC-32 were right. A tar archive has no checksum for
   * each entry; only gzip's, at the end of the whole, tells of damage.
   */
  stream(): AsyncIterable<Uint8Array>;
  bytes(): Promise<Uint8Array>;
}

/**
 * An output artifact: an archive that is uploaded while it is written. When the action succeeds, the worker waits for pending
 * writes and finishes it.
 *
 * @example
 * async function writeAll(output: OutputArtifact, files: Map<string, string>) {
 *   for (const [path, content] of files) await output.write(path, content, { mode: 0o644 });
 * }
 */
export interface OutputArtifact {
  write(
    path: string,
    content: string | Uint8Array | AsyncIterable<Uint8Array>,
    options?: { mode?: number | undefined },
  ): Promise<void>;
  /** Copies a file, directory or symbolic link of an input artifact unchanged. */
  copy(entry: ArtifactEntry): Promise<void>;
  /** Completes the upload and verifies it; calling it again is harmless. Nothing exists under the artifact's key before. */
  finish(): Promise<void>;
  /** Drops what was uploaded so far; harmless when there is nothing to drop. */
  abort(): Promise<void>;
}
