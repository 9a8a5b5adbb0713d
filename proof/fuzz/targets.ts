import type { Random } from './random.ts';

/** A reader that can be attacked. */
interface FuzzTarget {
  seeds: Buffer[];
  /** Makes another archive of one. */
  mutate(archive: Buffer, random: Random, corpus: readonly Buffer[]): Buffer;
  /** Reads an archive and says how that ended. @throws Error when a promise was broken. */
  check(archive: Buffer): Promise<string>;
  /** Extracts an archive, which `check` does with some only. @throws Error when a promise was broken. */
  extract(archive: Buffer): Promise<void>;
}

/** A reader's name, with the URLs of the modules whose blocks are to be reached: those that both share are watched with one. */
export const watchedModules = {
  zip: /\/lambda\/archive\/(?:zip\/)?[^/]+$/,
  tar: /\/lambda\/archive\/tar\/[^/]+$/,
} as const;

export type TargetName = keyof typeof watchedModules;

/** Loads a reader only now, because the coverage sees those modules whole that are loaded after its start. */
export const loadTarget = (name: TargetName): Promise<FuzzTarget> => (name === 'zip' ? loadZip() : loadTar());

async function loadZip(): Promise<FuzzTarget> {
  const [{ checkArchive, LIMITS }, { checkExtraction }, { mutate }, { writeSeeds }] = await Promise.all([
    import('./check-archive.ts'),
    import('./check-extraction.ts'),
    import('./mutate.ts'),
    import('./seeds.ts'),
  ]);
  const extract = (archive: Buffer) => checkExtraction(archive, LIMITS);
  return { seeds: await writeSeeds(), mutate, check: checkArchive, extract };
}

async function loadTar(): Promise<FuzzTarget> {
  const [{ LIMITS }, { checkExtraction }, { checkTar }, { mutateTar }, { writeTarSeeds }] = await Promise.all([
    import('./check-archive.ts'),
    import('./check-extraction.ts'),
    import('./check-tar.ts'),
    import('./mutate-tar.ts'),
    import('./tar-seeds.ts'),
  ]);
  const extract = (archive: Buffer) => checkExtraction(archive, LIMITS);
  return { seeds: writeTarSeeds(), mutate: mutateTar, check: checkTar, extract };
}
