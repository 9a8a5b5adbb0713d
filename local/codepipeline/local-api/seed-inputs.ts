import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ArtifactStore } from '../../s3/artifact-store.ts';
import { createObjectKey, type JobArtifact } from '../jobs/job.ts';
import { InvalidSubmission, type JobSubmission } from './submission.ts';
import { tellLeftOut } from './tell-left-out.ts';
import { type Packed, zipFolder } from './zip-folder.ts';

export const ARTIFACT_BUCKET = 'codepipeline-local-artifacts';

/** Where an artifact of a pipeline is to lie in the bucket. */
export const locateArtifact = (pipelineName: string, name: string): JobArtifact => ({
  name,
  objectKey: createObjectKey(pipelineName, name),
});

type SubmittedArtifact = NonNullable<JobSubmission['inputArtifacts']>[number];

/** An archive that is to become an artifact. */
interface Archive {
  file: string;
  /** A sentence, where a folder was not put into it as a whole. */
  leftOut?: string | undefined;
}

export interface SeedOptions {
  pipelineName: string;
  /** Whether what git ignores is part of a folder. */
  includeIgnored?: boolean | undefined;
  /** Is told how far the packing of a folder has come, and once when it is done. */
  onPacking?: ((name: string, packed: Packed, isDone: boolean) => void) | undefined;
}

/**
 * Puts the input artifacts into the store. Every path is read before the first artifact is put, so that a wrong one
 * leaves nothing behind.
 * @returns Where they lie, and a sentence on each folder of which not everything is there.
 * @throws InvalidSubmission
 */
export async function seedInputs(
  artifacts: Pick<ArtifactStore, 'seed'>,
  inputs: readonly SubmittedArtifact[],
  options: SeedOptions,
): Promise<{ inputArtifacts: JobArtifact[]; leftOut: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'codepipeline-'));
  try {
    const archives: Archive[] = [];
    for (const [index, input] of inputs.entries()) {
      archives.push(await archiveOf(input, index + 1, join(folder, `${index}.zip`), options));
    }
    const inputArtifacts = inputs.map(({ name }) => locateArtifact(options.pipelineName, name));
    for (const [index, { file }] of archives.entries()) {
      await artifacts.seed(ARTIFACT_BUCKET, inputArtifacts[index]?.objectKey ?? '', file);
    }
    return { inputArtifacts, leftOut: archives.flatMap(({ leftOut }) => leftOut ?? []) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file itself, or the folder as a zip. Like CodePipeline, this does not look into a file. */
async function archiveOf(
  { name, path }: SubmittedArtifact,
  number: number,
  file: string,
  { includeIgnored, onPacking }: SeedOptions,
): Promise<Archive> {
  const refuse = (problem: string, cause?: unknown) =>
    new InvalidSubmission(`Value at 'inputArtifacts.${number}.member.path' ${problem}`, { cause });
  const from = resolve(path);
  const found = await stat(from).catch((error: unknown) => {
    throw refuse('must name an archive or a folder on this machine that can be read', error);
  });
  if (found.isFile()) return { file: from };
  if (!found.isDirectory()) throw refuse('names something that is neither a file nor a folder');
  let packed: Packed = { files: 0, bytes: 0 };
  const onPacked = (now: Packed) => {
    packed = now;
    onPacking?.(name, now, false);
  };
  onPacking?.(name, packed, false);
  const leftOut = await zipFolder(from, file, { includeIgnored, onPacked }).catch((error: Error) => {
    throw refuse(`names a folder that cannot be zipped: ${error.message}`, error);
  });
  onPacking?.(name, packed, true);
  return { file, leftOut: tellLeftOut(`The artifact ${name}`, leftOut) };
}
