import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { mixedContent } from './mixed-content.ts';

/** Files of the given size, which pack to about half of it. */
export async function writeFewLarge(folder: string, files: number, bytes: number): Promise<void> {
  for (let index = 0; index < files; index++) {
    await pipeline(mixedContent(bytes, index), createWriteStream(join(folder, `large-${index}.bin`)));
  }
}
