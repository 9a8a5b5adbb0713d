import type { InputArtifact } from '../../model/artifact.ts';
import { ArchiveError } from './archive-error.ts';
import type { ByteSource } from './bytes.ts';
import { GUESS_BYTES, guessFormat } from './guess-format.ts';
import type { ArchiveLimits } from './limits.ts';
import { readTail } from './source-ranges.ts';
import { isGzip } from './tar/gunzip.ts';
import { isZero, startsWithHeader } from './tar/header-block.ts';
import { openTar } from './tar/open-tar.ts';
import { endsAsPaddedZip, endsAsZip } from './zip/directory-end.ts';
import { openArchive } from './zip/open-archive.ts';
import { MAX_TAIL_BYTES } from './zip/zip-format.ts';

/**
 * An artifact that is a zip, tar or tar.gz archive, told apart at its first use by its bytes alone. What ends as a zip
 * does is read as one, whatever it starts with, so a zip costs no request more than it does anyway. A tar archive whose
 * last file is a zip does not: zeros follow. Anything else is what it starts as.
 * Its methods throw an ArchiveError for what is not one of the three.
 */
export function openArtifact(source: ByteSource, limits: Partial<ArchiveLimits> = {}): InputArtifact {
  let opened: Promise<InputArtifact> | undefined;
  const open = () => {
    opened ??= recognize(source, limits);
    return opened;
  };
  return {
    async *entries() {
      yield* (await open()).entries();
    },
    read: async (path) => (await open()).read(path),
    extract: async (folder, options) => (await open()).extract(folder, options),
  };
}

/** Reads as little as possible to learn what the artifact is. @throws ArchiveError for what is not a zip, tar or tar.gz archive. */
export async function requireArchive(source: ByteSource): Promise<void> {
  await recognize(source, {});
}

async function recognize(source: ByteSource, limits: Partial<ArchiveLimits>): Promise<InputArtifact> {
  const ranges = await readTail(source, MAX_TAIL_BYTES);
  const { tail, size } = ranges;
  const openZip = () => openArchive({ ...source, tail: async () => ({ bytes: tail, size }) }, limits);
  if (endsAsZip(tail)) return openZip();
  const head = await ranges.read(0, Math.min(size, GUESS_BYTES));
  // Padded gzip data can have the sum of a tar header by chance, in which the sum itself is blank.
  if (isGzip(head)) return openTar(ranges, 'gzip', limits);
  // An empty tar archive has nothing but the zeros that end it.
  if (startsWithHeader(head) || (head.length === GUESS_BYTES && isZero(head))) return openTar(ranges, 'none', limits);
  // A zip that is cut off, or that padding or something else follows: the zip reader explains what is wrong.
  if (endsAsPaddedZip(tail) || startsAsZip(head)) return openZip();
  const guess = guessFormat(head);
  if (guess === 'a tar archive') throw new ArchiveError('is a tar archive whose first header is damaged');
  throw new ArchiveError(`is not a zip, tar or tar.gz archive: it is ${guess}`);
}

const startsAsZip = (head: Buffer) => head.toString('latin1', 0, 2) === 'PK';
