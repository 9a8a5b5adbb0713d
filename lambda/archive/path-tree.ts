import { quote } from '../../model/escape.ts';
import { ArchiveError } from './archive-error.ts';
import { type EntryType, wordFor } from './entry-type.ts';
import { createKeptMemory } from './kept-memory.ts';
import type { ArchiveLimits } from './limits.ts';

interface PathTree {
  /**
   * @param path Names with single slashes between them.
   * @throws ArchiveError when it lies below something that is not a directory, when it is not a directory though
   * something lies below it, or when the tree grows over the limits.
   */
  add(path: string, type: PlacedType): void;
  /** Whether anything that was added lies below this path, which was added too. */
  hasBelow(path: string): boolean;
}

/** What lies at a path. An empty entry that nothing calls a file is a directory when others lie below it, else a file. */
export type PlacedType = EntryType | 'undecided';

const KINDS: PlacedType[] = ['undecided', 'directory', 'file', 'symlink', 'hardlink', 'device', 'pipe', 'socket'];
const DIRECTORY = KINDS.indexOf('directory');
/** A node is one number: its type, whether something lies below it, and above these bits its own number. */
const KIND_BITS = 0b0111;
const HAS_BELOW = 0b1000;
const NUMBER_SHIFT = 4;

/** With this number of Maps none grows so large that enlarging it would block the event loop. */
const SHARDS = 64;

/** The folders and entries of one archive that is read; at first only a root. Each key is one name, so that deep folders do not cost more. */
export function createPathTree(limits: Pick<ArchiveLimits, 'memoryBytes' | 'levels'>): PathTree {
  const shards = Array.from({ length: SHARDS }, () => new Map<string, number>());
  const shardOf = (parent: number) => shards[parent % SHARDS] ?? new Map<string, number>();
  let count = 0;
  const memory = createKeptMemory(limits);
  let levels = 0;
  // Neighbours mostly lie in the same folder.
  let last = { folder: '', number: 0 };

  const addNode = (parent: number, key: string, bits: number, entry: string): number => {
    memory.keep(key.length, entry);
    count += 1;
    shardOf(parent).set(key, (count << NUMBER_SHIFT) | bits);
    return count;
  };
  const enter = (parent: number, name: string, folder: string, entry: string): number => {
    const key = `${parent}/${name}`;
    const node = shardOf(parent).get(key);
    if (node === undefined) return addNode(parent, key, DIRECTORY | HAS_BELOW, entry);
    const kind = node & KIND_BITS;
    if (kind > DIRECTORY) {
      throw new ArchiveError(`lies in ${quote(folder)}, which is a ${wordFor(typeOf(kind))}`, entry);
    }
    if ((node & HAS_BELOW) === 0) shardOf(parent).set(key, (node & ~KIND_BITS) | DIRECTORY | HAS_BELOW);
    return node >> NUMBER_SHIFT;
  };
  const numberOf = (folder: string, entry: string): number => {
    if (folder === last.folder) return last.number;
    let number = 0;
    for (let start = 0, end = 0; end < folder.length; start = end + 1) {
      const slash = folder.indexOf('/', start);
      end = slash === -1 ? folder.length : slash;
      if (++levels > limits.levels) {
        throw new ArchiveError(`has a path with which all of them have over ${limits.levels} folders in them`, entry);
      }
      number = enter(number, folder.slice(start, end), folder.slice(0, end), entry);
    }
    last = { folder, number };
    return number;
  };
  /** Only for messages, because it looks at every key of a shard. */
  const nameBelow = (parent: number): string => {
    for (const key of shardOf(parent).keys()) if (key.startsWith(`${parent}/`)) return key.slice(key.indexOf('/'));
    return '';
  };
  return {
    add(path, type) {
      const [folder, name] = split(path);
      const parent = numberOf(folder, path);
      const key = `${parent}/${name}`;
      const kind = KINDS.indexOf(type);
      const node = shardOf(parent).get(key);
      if (node === undefined) return void addNode(parent, key, kind, path);
      if (kind > DIRECTORY && node & HAS_BELOW) {
        const below = quote(path + nameBelow(node >> NUMBER_SHIFT));
        throw new ArchiveError(`is a ${wordFor(typeOf(kind))}, but ${below} lies in it`, path);
      }
      shardOf(parent).set(key, (node & ~KIND_BITS) | Math.max(node & KIND_BITS, kind));
    },
    hasBelow(path) {
      const [folder, name] = split(path);
      const parent = numberOf(folder, path);
      return ((shardOf(parent).get(`${parent}/${name}`) ?? 0) & HAS_BELOW) !== 0;
    },
  };
}

/** What is undecided and has nothing below it is a file. */
const typeOf = (kind: number): EntryType => {
  const type = KINDS[kind];
  return type === undefined || type === 'undecided' ? 'file' : type;
};

function split(path: string): [folder: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
}
