import { stat } from 'node:fs/promises';
import { nodeContestant, present, shellContestant } from '../contestant.ts';
import type { Corpus } from '../corpus/corpora.ts';
import { digestArchive } from '../digest-tree.ts';
import type { Bench } from '../measurement.ts';
import { OURS, type Race, race } from '../race.ts';

export const ZIP = 'zip -6';

export interface Creation extends Race {
  skipped: string[];
  /** Bytes of the archive that each made. */
  sizeOf(name: string): number | undefined;
}

/** Makes an archive of a folder at level 6, ours and others. What is in each archive is compared. */
export async function raceCreators(bench: Bench, { folder, bytes }: Corpus): Promise<Creation> {
  const { contestants, skipped } = present(
    nodeContestant(OURS, 'create-ours.ts', folder),
    nodeContestant('yazl', 'create-yazl.ts', folder),
    nodeContestant('archiver', 'create-archiver.ts', folder),
    {
      ...shellContestant(
        ZIP,
        'cd "$1"; zip -q -6 -r -D "$target" .; mv "$target".zip "$target" 2>/dev/null || true',
        folder,
      ),
      program: 'zip',
    },
    {
      ...shellContestant('bsdtar', 'bsdtar -acf "$target".zip -C "$1" .; mv "$target".zip "$target"', folder),
      program: 'bsdtar',
    },
  );
  const sizes = new Map<string, number>();
  const digest = async (_run: unknown, target: string, name: string) => {
    sizes.set(name, (await stat(target)).size);
    return digestArchive(target);
  };
  return { ...(await race(bench, { contestants, bytes, digest })), skipped, sizeOf: (name) => sizes.get(name) };
}
