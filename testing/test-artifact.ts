import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ByteSink, bufferSource } from '../lambda/archive/bytes.ts';
import { openArtifact } from '../lambda/archive/open-artifact.ts';
import { type ArchiveWriter, createArchive } from '../lambda/archive/zip/create-archive.ts';
import type { InputArtifact } from '../model/artifact.ts';

/**
 * What an input artifact is made of: files by their paths, the path of a folder or an archive on this machine, the bytes of
 * an archive (zip, tar or tar.gz), or an input artifact of your own.
 *
 * @example
 * const files: TestArtifact = { 'src/index.html': '<h1>Hello</h1>', 'empty/': '' };
 * const folder: TestArtifact = './fixtures/site';
 */
export type TestArtifact = Readonly<Record<string, string | Uint8Array>> | string | Uint8Array | InputArtifact;

/** The artifact as the action reads it. @throws Error naming the input and the path where there is nothing to be read. */
export async function inputFrom(name: string, given: TestArtifact): Promise<InputArtifact> {
  if (isInput(given)) return given;
  const archive = await archiveFrom(given).catch((cause: NodeJS.ErrnoException) => {
    if (typeof given !== 'string' || cause.code === undefined) throw cause;
    throw new Error(
      `The input ${name} cannot be read: ${cause.code} at ${resolve(given)}. A text is the path of a folder or an archive; give single files as { 'path': 'content' }.`,
      { cause },
    );
  });
  return openArtifact(bufferSource(archive));
}

const isInput = (given: TestArtifact): given is InputArtifact =>
  typeof given === 'object' &&
  !(given instanceof Uint8Array) &&
  'entries' in given &&
  typeof given.entries === 'function';

async function archiveFrom(given: Exclude<TestArtifact, InputArtifact>): Promise<Uint8Array> {
  if (given instanceof Uint8Array) return given;
  if (typeof given === 'string') return (await stat(given)).isDirectory() ? zip(folder(given)) : readFile(given);
  return zip(async (archive) => {
    for (const [path, content] of Object.entries(given)) await archive.write(path, content);
  });
}

async function zip(fill: (archive: ArchiveWriter) => Promise<void>): Promise<Uint8Array> {
  const { sink, bytes } = collect();
  const archive = createArchive(sink);
  await fill(archive);
  await archive.finish();
  return bytes();
}

/** Keeps what is written to it. */
export function collect(): { sink: ByteSink; bytes(): Uint8Array } {
  const chunks: Uint8Array[] = [];
  return {
    sink: { write: async (chunk) => void chunks.push(Uint8Array.from(chunk)) },
    bytes: () => Buffer.concat(chunks),
  };
}

/** Adds what lies in a folder, sorted by name, so that the same folder gives the same archive. */
const folder = (root: string) => async (archive: ArchiveWriter) => {
  const addAll = async (within: string): Promise<void> => {
    const entries = await readdir(join(root, within), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = within === '' ? entry.name : `${within}/${entry.name}`;
      const at = join(root, path);
      const mode = (await stat(at).catch(() => undefined))?.mode;
      if (entry.isDirectory()) {
        await archive.write(`${path}/`, '');
        await addAll(path);
      } else if (entry.isSymbolicLink()) {
        const target = Buffer.from(await readlink(at));
        await archive.copy(linkTo(path, target));
      } else if (entry.isFile()) {
        await archive.write(path, await readFile(at), { ...(mode !== undefined && { mode: mode & 0o777 }) });
      }
    }
  };
  await addAll('');
};

const linkTo = (path: string, target: Uint8Array) => ({
  path,
  type: 'symlink' as const,
  size: target.length,
  mode: undefined,
  async *stream() {
    yield target;
  },
  bytes: async () => target,
});
