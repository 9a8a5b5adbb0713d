import { createArchive } from '../lambda/archive/zip/create-archive.ts';
import type { Artifacts } from '../lambda/job/ports.ts';
import { collect, inputFrom, type TestArtifact } from './test-artifact.ts';
import { readWritten, type WrittenArtifact } from './written-artifact.ts';

/** The artifacts of one job, by their names. Output artifacts are the archives that a worker writes. */
interface MemoryArtifacts extends Artifacts {
  /** The output artifacts that were finished. */
  written(): Promise<Record<string, WrittenArtifact>>;
}

export async function memoryArtifacts(given: Readonly<Record<string, TestArtifact>>): Promise<MemoryArtifacts> {
  const opened = Object.entries(given).map(
    async ([name, artifact]) => [name, await inputFrom(name, artifact)] as const,
  );
  const inputs = new Map(await Promise.all(opened));
  const archives = new Map<string, Uint8Array>();
  return {
    input({ name }) {
      const input = inputs.get(name);
      if (!input) throw new Error(`there is no input artifact ${name}`);
      return input;
    },
    output({ name }) {
      const { sink, bytes } = collect();
      const archive = createArchive(sink);
      return {
        write: archive.write,
        copy: archive.copy,
        async finish() {
          await archive.finish();
          archives.set(name, bytes());
        },
        abort: async () => void archives.delete(name),
      };
    },
    async written() {
      const read = [...archives].map(async ([name, archive]) => [name, await readWritten(archive)] as const);
      return Object.fromEntries(await Promise.all(read));
    },
  };
}
