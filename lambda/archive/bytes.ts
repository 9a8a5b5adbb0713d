import { type FileHandle, open } from 'node:fs/promises';

/** Where an archive's bytes come from. Any part may be asked for, in any order, several at a time. */
export interface ByteSource {
  /** How many bytes to ask for at once; 8 MiB when left out, because most sources are far away. */
  readonly windowBytes?: number;
  /** The last `length` bytes (all of them when there are fewer) and the whole size. */
  tail(length: number): Promise<{ bytes: Uint8Array; size: number }>;
  /** Exactly these bytes. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Where an archive's bytes go, in order. The writer waits for one write before it starts the next. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

/** The same memory as a Buffer, for its methods. */
export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** An archive that is in memory. */
export const bufferSource = (bytes: Uint8Array): ByteSource => ({
  tail: async (length) => ({ bytes: bytes.subarray(Math.max(0, bytes.length - length)), size: bytes.length }),
  read: async (offset, length) => bytes.subarray(offset, offset + length),
});

/** A file answers at once; larger windows would only hold more memory. */
const FILE_WINDOW_BYTES = 1024 * 1024;

/** An archive in a file, which is opened at the first use. @throws the file system's error when it cannot be read. */
export function fileSource(path: string): ByteSource & { close(): Promise<void> } {
  let opened: Promise<FileHandle> | undefined;
  const file = () => {
    opened ??= open(path, 'r');
    return opened;
  };
  return {
    windowBytes: FILE_WINDOW_BYTES,
    async tail(length) {
      const { size } = await (await file()).stat();
      const offset = Math.max(0, size - length);
      return { bytes: await readFully(await file(), offset, size - offset), size };
    },
    read: async (offset, length) => readFully(await file(), offset, length),
    async close() {
      await (await opened)?.close();
    },
  };
}

/** The bytes from the offset on: `length` of them, or fewer where the file ends. */
async function readFully(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
