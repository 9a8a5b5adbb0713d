/** An entry of an archive as a reader sees it, in words that all readers share. */
export interface SeenEntry {
  /** Without "./" in front and without a slash at the end, letters and accents composed. */
  path: string;
  kind: 'file' | 'directory' | 'symlink' | 'other';
  /** SHA-256 of the content, of a symbolic link of its target; of nothing for any other kind. */
  digest: string;
}

/** The path in the form that all readers share; empty for the archive's own root. */
export const plainPath = (name: string): string =>
  name
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '')
    .normalize();

/**
 * What differs between two readings, in sentences; nothing when they are the same. Many zip tools store a folder as an
 * empty file, which is a folder only by what lies in it, and bsdtar copies a hard link as an empty file: each is one
 * reading, not two.
 */
export function findDifferences(ours: readonly SeenEntry[], theirs: readonly SeenEntry[]): string[] {
  const differences: string[] = [];
  for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
    const [our, their] = [ours[index], theirs[index]];
    if (our !== undefined && their !== undefined && isSame(our, their)) continue;
    differences.push(`${describe(our)} is ${describe(their)} to the other`);
  }
  return differences;
}

const isSame = (our: SeenEntry, their: SeenEntry) =>
  our.path === their.path && our.digest === their.digest && (our.kind === their.kind || isEmptyFile(our, their));

const isEmptyFile = (our: SeenEntry, their: SeenEntry) =>
  (our.kind === 'directory' || our.kind === 'other') && their.kind === 'file';

const describe = (entry: SeenEntry | undefined) =>
  entry === undefined ? 'nothing' : `${entry.kind} ${JSON.stringify(entry.path)} (${entry.digest.slice(0, 8)})`;
