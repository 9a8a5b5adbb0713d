import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BadRequest } from './json-request.ts';

/** The most bytes of one drop. */
const MAX_BYTES = 4 * 1024 ** 3;

/** Keeps what was dropped onto the page until the control plane is closed. */
export interface Drops {
  /** Takes an archive of any size as it comes. @throws BadRequest 413 */
  receive(request: IncomingMessage): Promise<{ path: string; size: number }>;
  close(): Promise<void>;
}

export function createDrops(): Drops {
  let folder: Promise<string> | undefined;
  return {
    async receive(request) {
      folder ??= mkdtemp(join(tmpdir(), 'codepipeline-drops-'));
      const path = join(await folder, randomUUID());
      let size = 0;
      const counted = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          size += chunk.length;
          if (size > MAX_BYTES) throw new BadRequest(413, `An artifact may have ${MAX_BYTES} bytes at most.`);
          yield chunk;
        }
      };
      try {
        await pipeline(request, counted, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      return { path, size };
    },
    async close() {
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}
