import { quote } from '../../../model/escape.ts';
import { ArchiveError } from '../archive-error.ts';
import type { EntryType } from '../entry-type.ts';
import { FLAG } from './header-block.ts';
import type { Member } from './read-member.ts';

const TYPES: Readonly<Record<string, EntryType>> = {
  [FLAG.file]: 'file',
  [FLAG.oldFile]: 'file',
  [FLAG.contiguousFile]: 'file',
  [FLAG.gnuSparse]: 'file',
  [FLAG.hardLink]: 'hardlink',
  [FLAG.symlink]: 'symlink',
  [FLAG.characterDevice]: 'device',
  [FLAG.blockDevice]: 'device',
  [FLAG.pipe]: 'pipe',
  [FLAG.directory]: 'directory',
  [FLAG.gnuDumpedDirectory]: 'directory',
};
/** Why an entry from which runs of zeros were left out cannot be read, as the rest of a sentence. */
export const SPARSE_PROBLEM =
  'is a sparse file, stored without its runs of zeros; only files that are stored whole are read';

/**
 * The type of a header's entry, by its flag and its name; undefined for a header that belongs to no entry.
 * @param isPax Whether pax headers were there before: only their format has hard links with content.
 * @throws ArchiveError for what is not supported, and for content where readers differ in whether there can be any.
 */
export function memberType({ flag, name, size, sparseSize }: Member, isPax: boolean): EntryType | undefined {
  const refuse = (problem: string): never => {
    throw new ArchiveError(problem, name);
  };
  if (flag === FLAG.gnuVolume && size === 0) return undefined;
  if (name === '') refuse('has no name');
  if (flag === FLAG.gnuContinued) refuse('began in another part of the archive; only whole archives are allowed');
  const type = TYPES[flag];
  if (type === undefined)
    return refuse(`has the unknown type ${quote(flag)}; only files, directories and links are allowed`);
  if (flag === FLAG.gnuSparse && sparseSize === undefined)
    refuse('is a sparse file outside of the format that has such');
  if (sparseSize !== undefined && (type !== 'file' || name.endsWith('/'))) {
    refuse('is a sparse file by one header and something else by another');
  }
  if (type === 'file' && name.endsWith('/')) {
    return size === 0 ? 'directory' : refuse(`is a directory by its name, with ${size} bytes of content`);
  }
  const mayHaveSize = type === 'file' || flag === FLAG.gnuDumpedDirectory || (type === 'hardlink' && !isPax);
  return size === 0 || mayHaveSize ? type : refuse(`is a ${nameOf(type)} with ${size} bytes of content`);
}

const nameOf = (type: EntryType) =>
  type === 'symlink' || type === 'directory' ? 'directory or symbolic link' : type === 'hardlink' ? 'hard link' : type;
