import { createHash } from 'node:crypto';
import { fileSource } from '../../lambda/archive/bytes.ts';
import { openArchive } from '../../lambda/archive/zip/open-archive.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import type { Role } from './cast.ts';
import type { RehearsalInput } from './input.ts';
import { fill } from './rehearsal/fill.ts';

/** What is wrong with the output artifact that a successful job left: it must hold the input's files and the filler. */
export async function complainAboutOutput(
  { hasOutput, expected }: Role,
  job: JobView,
  input: RehearsalInput,
): Promise<string[]> {
  if (!hasOutput || expected.kind !== 'succeeded') return [];
  const path = job.outputArtifacts[0]?.path;
  if (path === undefined) return ['it succeeded without its output artifact'];
  const wanted = new Map(
    [...input.files].map(([name, content]) => [name, createHash('sha256').update(content).digest('hex')]),
  );
  wanted.set('filler.bin', await digestOfStream(fill(expected.filler ?? 0)));
  const got = await readDigests(path);
  const names = [...new Set([...wanted.keys(), ...got.keys()])];
  const wrong = names.filter((name) => wanted.get(name) !== got.get(name));
  return wrong.length === 0 ? [] : [`its output artifact is wrong in ${wrong.join(', ')}`];
}

async function readDigests(path: string): Promise<Map<string, string>> {
  const source = fileSource(path);
  try {
    const digests = new Map<string, string>();
    for await (const entry of openArchive(source).entries()) {
      if (entry.type === 'file') digests.set(entry.path, await digestOfStream(entry.stream()));
    }
    return digests;
  } finally {
    await source.close();
  }
}

async function digestOfStream(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}
