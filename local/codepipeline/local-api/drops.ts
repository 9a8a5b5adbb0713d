import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BadRequest } from './json-request.ts';

/** The most bytes of one drop, and of all that are kept. */
const MAX_BYTES = 4 * 1024 ** 3;
const MAX_KEPT_BYTES = 8 * 1024 ** 3;
/** This number of the newest is kept whatever their size: a job may take as many artifacts. */
const MIN_KEPT = 10;

/** Keeps what was dropped onto the page, the newest first, until the control plane is closed. */
export interface Drops {
  /** Takes an archive of any size as it comes. @throws BadRequest 413 */
  receive(request: IncomingMessage): Promise<{ path: string; size: number }>;
  close(): Promise<void>;
}

/** @param maxKept Bytes of all drops; beyond it, the oldest are removed. */
export function createDrops(maxKept = MAX_KEPT_BYTES): Drops {
  let folder: Promise<string> | undefined;
  const kept: { path: string; size: number }[] = [];
  const dropOldest = async () => {
    const bytes = () => kept.reduce((sum, { size }) => sum + size, 0);
    while (kept.length > MIN_KEPT && bytes() > maxKept) {
      const oldest = kept.shift();
      if (oldest) await rm(oldest.path, { force: true });
    }
  };
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
      kept.push({ path, size });
      await dropOldest();
      return { path, size };
    },
    async close() {
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}
