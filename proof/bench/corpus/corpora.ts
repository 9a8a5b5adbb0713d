import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFewLarge } from './few-large.ts';
import { writeManySmall } from './many-small.ts';
import { writeTiny } from './tiny.ts';
import { writeInput } from './write-input.ts';
import { sizeOfTree, zipTree } from './zip-tree.ts';

/** The same files twice: in a folder and in an archive that a library of others made. */
export interface Corpus {
  folder: string;
  zip: string;
  /** Of all files together. */
  bytes: number;
  files: number;
  zipBytes: number;
}

/** The corpora, made when they are first asked for and kept. */
export interface Corpora {
  manySmall(): Promise<Corpus>;
  fewLarge(): Promise<Corpus>;
  /** 256 MiB in two files. */
  twoLarge(): Promise<Corpus>;
  tiny(): Promise<Corpus>;
  /** The path of an archive of about this number of bytes. */
  input(bytes: number): Promise<string>;
}

const MIB = 1024 * 1024;

/** @param quick Far smaller ones, in a folder of their own. */
export function openCorpora(folder: string, quick: boolean, tell: (line: string) => void): Corpora {
  const base = join(folder, quick ? 'quick' : 'full');
  const open = (name: string, write: (folder: string) => Promise<void>) => () =>
    openCorpus(join(base, name), write, tell);
  const size = quick ? { small: 500, large: 16 * MIB, tiny: 5_000 } : { small: 5_000, large: 128 * MIB, tiny: 70_000 };
  return {
    manySmall: open('many-small', (target) => writeManySmall(target, size.small)),
    fewLarge: open('few-large', (target) => writeFewLarge(target, 8, size.large)),
    twoLarge: open('two-large', (target) => writeFewLarge(target, 2, size.large)),
    tiny: open('tiny', (target) => writeTiny(target, size.tiny)),
    input: async (bytes) => {
      const zip = join(base, `input-${Math.round(bytes / MIB)}-mib.zip`);
      await writeOnce(zip, (target) => writeInput(target, bytes), tell);
      return zip;
    },
  };
}

async function openCorpus(
  base: string,
  write: (folder: string) => Promise<void>,
  tell: (line: string) => void,
): Promise<Corpus> {
  const [folder, zip] = [join(base, 'tree'), join(base, 'archive.zip')];
  const make = async (target: string) => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await write(folder);
    await zipTree(folder, target);
  };
  await writeOnce(zip, make, tell);
  return { folder, zip, ...(await sizeOfTree(folder)), zipBytes: (await stat(zip)).size };
}

/** Writes under another name first, so that half a corpus is never taken for a whole one. */
async function writeOnce(
  file: string,
  write: (target: string) => Promise<void>,
  tell: (line: string) => void,
): Promise<void> {
  if (await stat(file).catch(() => undefined)) return;
  tell(`making ${file}`);
  await mkdir(dirname(file), { recursive: true });
  await write(`${file}.part`);
  await rename(`${file}.part`, file);
}

/** What a corpus is, for the reader of the figures. */
export const describeCorpus = ({ files, bytes, zipBytes }: Corpus) => ({
  files,
  uncompressed: `${(bytes / 1e6).toFixed(1)} MB`,
  archive: `${(zipBytes / 1e6).toFixed(1)} MB`,
});
