import { join } from 'node:path';
import { nodeContestant, present, shellContestant } from '../contestant.ts';
import type { Corpus } from '../corpus/corpora.ts';
import type { Bench } from '../measurement.ts';
import { OURS, type Race, race } from '../race.ts';

const PYTHON_SCRIPT = join(import.meta.dirname, '../contestants/read-python.py');

export const YAUZL = 'yauzl';
export const UNZIP_STREAM = 'unzip-stream';
export const UNZIP = 'unzip -p | sha256sum';
export const ADM_ZIP = 'adm-zip';
export const BSDTAR = 'bsdtar -xO | sha256sum';
export const PYTHON = 'python zipfile';

/** Reads every entry of an archive, checks its CRC-32 and hashes all contents, ours and others'. */
export async function raceReaders(
  bench: Bench,
  { zip, bytes }: Corpus,
  peers: string[],
): Promise<Race & { skipped: string[] }> {
  const all = [
    nodeContestant(OURS, 'read-ours.ts', zip),
    nodeContestant(YAUZL, 'read-yauzl.ts', zip),
    nodeContestant(UNZIP_STREAM, 'read-unzip-stream.ts', zip),
    nodeContestant(ADM_ZIP, 'read-adm-zip.ts', zip),
    { ...shellContestant(UNZIP, 'unzip -p "$1" | sha256sum', zip), program: 'unzip' },
    { ...shellContestant(BSDTAR, 'bsdtar -xOf "$1" | sha256sum', zip), program: 'bsdtar' },
    { ...shellContestant(PYTHON, 'python3 "$1" "$2"', PYTHON_SCRIPT, zip), program: 'python3' },
  ];
  const { contestants, skipped } = present(...all.filter(({ name }) => name === OURS || peers.includes(name)));
  return { ...(await race(bench, { contestants, bytes })), skipped };
}
