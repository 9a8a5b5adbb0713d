import { createHash } from 'node:crypto';
import type { ByteSource } from '../../../lambda/archive/bytes.ts';
import { openArtifact } from '../../../lambda/archive/open-artifact.ts';
import type { ArtifactEntry } from '../../../model/artifact.ts';
import { plainPath, type SeenEntry } from './seen-entry.ts';

const OURS: Readonly<Record<string, SeenEntry['kind']>> = { file: 'file', directory: 'directory', symlink: 'symlink' };

/** What our reader sees in an archive. @throws ArchiveError when it refuses it. */
export async function readWithOurs(source: ByteSource): Promise<SeenEntry[]> {
  const seen: SeenEntry[] = [];
  for await (const entry of openArtifact(source).entries()) {
    seen.push({ path: plainPath(entry.path), kind: OURS[entry.type] ?? 'other', digest: await digestOf(entry) });
  }
  return seen;
}

async function digestOf({ type, stream }: ArtifactEntry): Promise<string> {
  const hash = createHash('sha256');
  if (type === 'file' || type === 'symlink') for await (const chunk of stream()) hash.update(chunk);
  return hash.digest('hex');
}
