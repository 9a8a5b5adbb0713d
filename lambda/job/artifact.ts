/** An input artifact: an archive that is read where it lies, entry by entry. */
export interface InputArtifact {
  /** Every entry in the order of the archive. Read an entry before asking for the next. */
  entries(): AsyncIterable<ArtifactEntry>;
  /** The bytes of the file at this path. @throws when there is none. */
  read(path: string): Promise<Uint8Array>;
  /** Writes everything below the folder, which is created; never outside it. */
  extract(folder: string): Promise<void>;
}

export interface ArtifactEntry {
  /** Relative, with forward slashes, free of `..`. */
  path: string;
  type: 'file' | 'directory' | 'symlink';
  /** Bytes when uncompressed. */
  size: number;
  /** POSIX permission bits, where the archive has them. */
  mode: number | undefined;
  /**
   * The content, verified: the last chunk comes only after size and CRC-32 were right. A tar archive has no checksum for
   * each entry; only gzip's, at the end of the whole, tells of damage.
   */
  stream(): AsyncIterable<Uint8Array>;
  bytes(): Promise<Uint8Array>;
}

/** An output artifact: an archive that is uploaded while it is written. */
export interface OutputArtifact {
  write(
    path: string,
    content: string | Uint8Array | AsyncIterable<Uint8Array>,
    options?: { mode?: number },
  ): Promise<void>;
  /** Takes an entry of an input artifact over unchanged. */
  copy(entry: ArtifactEntry): Promise<void>;
  /** Completes the upload and verifies it; calling it again is harmless. Nothing exists under the artifact's key before. */
  finish(): Promise<void>;
  /** Drops what was uploaded so far; harmless when there is nothing to drop. */
  abort(): Promise<void>;
}
