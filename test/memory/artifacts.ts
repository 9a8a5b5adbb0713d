import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { JobFailure } from '../../lambda/action/failure.ts';
import type { Artifacts } from '../../lambda/job/ports.ts';
import type { ArtifactEntry, InputArtifact, OutputArtifact } from '../../model/artifact.ts';

interface MemoryEntry {
  content: Uint8Array;
  type: ArtifactEntry['type'];
  mode: number | undefined;
}

/** An archive as a plain map, in the order of its entries. */
export type MemoryArchive = Map<string, MemoryEntry>;

/** An archive of plain files. */
export function archiveOf(files: Record<string, string | Uint8Array>): MemoryArchive {
  return new Map(Object.entries(files).map(([path, content]) => [path, fileOf(content)]));
}

/** Reads the archive where it lies. */
export function memoryInput(archive: MemoryArchive): InputArtifact {
  return {
    async *entries() {
      for (const [path, entry] of archive) yield entryOf(path, entry);
    },
    async read(path) {
      const entry = archive.get(path);
      if (entry?.type !== 'file') throw new JobFailure('JobFailed', `The artifact holds no file "${path}".`);
      return entry.content.slice();
    },
    async extract(folder) {
      await mkdir(folder, { recursive: true });
      for (const [path, entry] of archive) await writeEntry(join(folder, path), entry);
      return [];
    },
  };
}

/** Writes an archive that `store` gets when it is finished, and never sees otherwise. */
export function memoryOutput(store: (archive: MemoryArchive) => void): OutputArtifact {
  const archive: MemoryArchive = new Map();
  let state: 'open' | 'finished' | 'aborted' = 'open';
  const add = (path: string, entry: MemoryEntry) => {
    if (state !== 'open') throw new Error(`the output artifact is ${state}; "${path}" came too late`);
    if (archive.has(path)) throw new Error(`the output artifact has "${path}" already`);
    archive.set(path, entry);
  };
  return {
    async write(path, content, options) {
      add(path, fileOf(await collect(content), options?.mode));
    },
    async copy(entry) {
      add(entry.path, { content: await entry.bytes(), type: entry.type, mode: entry.mode });
    },
    async finish() {
      if (state !== 'open') throw new Error(`the output artifact is ${state} already`);
      state = 'finished';
      store(archive);
    },
    async abort() {
      if (state === 'open') state = 'aborted';
    },
  };
}

/** Artifacts in a map from object key to archive. */
export function memoryArtifacts(objects: Map<string, MemoryArchive>): Artifacts {
  return {
    input({ name, objectKey }) {
      const archive = objects.get(objectKey);
      if (!archive) throw new JobFailure('RevisionUnavailable', `The input artifact ${name} does not exist.`);
      return memoryInput(archive);
    },
    output: ({ objectKey }) => memoryOutput((archive) => objects.set(objectKey, archive)),
  };
}

function fileOf(content: string | Uint8Array, mode?: number): MemoryEntry {
  return { content: typeof content === 'string' ? Buffer.from(content) : content, type: 'file', mode };
}

const entryOf = (path: string, { content, type, mode }: MemoryEntry): ArtifactEntry => ({
  path,
  type,
  size: content.length,
  mode,
  async *stream() {
    yield content.slice();
  },
  bytes: async () => content.slice(),
});

async function writeEntry(path: string, { content, type, mode }: MemoryEntry): Promise<void> {
  if (type === 'directory') {
    await mkdir(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  if (type === 'symlink') await symlink(Buffer.from(content).toString(), path);
  else await writeFile(path, content, mode === undefined ? {} : { mode });
}

async function collect(content: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<string | Uint8Array> {
  if (typeof content === 'string' || content instanceof Uint8Array) return content;
  return buffer(content);
}
