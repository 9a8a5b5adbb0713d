import { bufferSource } from '../lambda/archive/bytes.ts';
import { openArtifact } from '../lambda/archive/open-artifact.ts';

/**
 * An output artifact as the next action of the pipeline would get it.
 *
 * @example
 * const lines = (report: WrittenArtifact) => report.text('report.txt').split('\n');
 */
export interface WrittenArtifact {
  /** The paths of its files, in the order in which they were written. */
  readonly paths: readonly string[];
  /** The zip archive itself. */
  readonly archive: Uint8Array;
  /** The text of a file. @throws Error that names the files there are. */
  text(path: string): string;
  /** The bytes of a file. @throws Error that names the files there are. */
  bytes(path: string): Uint8Array;
}

export async function readWritten(archive: Uint8Array): Promise<WrittenArtifact> {
  const files = new Map<string, Uint8Array>();
  for await (const entry of openArtifact(bufferSource(archive)).entries()) {
    if (entry.type !== 'directory') files.set(entry.path, await entry.bytes());
  }
  const bytes = (path: string) => {
    const content = files.get(path);
    if (!content) throw new Error(`there is no "${path}"; there are ${[...files.keys()].join(', ') || 'no files'}`);
    return content;
  };
  return { paths: [...files.keys()], archive, bytes, text: (path) => Buffer.from(bytes(path)).toString() };
}
