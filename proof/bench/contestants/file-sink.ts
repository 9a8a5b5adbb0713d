import { open } from 'node:fs/promises';
import type { ByteSink } from '../../../lambda/archive/bytes.ts';

const BUFFER_BYTES = 1024 * 1024;

/** A new file that takes an archive, written in large pieces. */
export async function fileSink(path: string): Promise<ByteSink & { close(): Promise<void> }> {
  const file = await open(path, 'wx');
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let filled = 0;
  const flush = async () => {
    await file.writeFile(buffer.subarray(0, filled));
    filled = 0;
  };
  return {
    async write(bytes) {
      if (filled + bytes.length > BUFFER_BYTES) await flush();
      if (bytes.length > BUFFER_BYTES) return file.writeFile(bytes);
      buffer.set(bytes, filled);
      filled += bytes.length;
    },
    async close() {
      await flush();
      await file.close();
    },
  };
}
