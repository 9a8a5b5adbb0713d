import { endOfTar, headersOf, paddingOf } from './tar.ts';

/** Folders that a pipeline's source action does not deliver, or that a build makes again. */
const SKIPPED = ['.git', 'node_modules'];

/** A dropped or picked archive, or a folder as a tar archive. */
export interface Dropped {
  name: string;
  content: Blob;
  /** Of a folder: the number of its files. */
  files?: number;
  /** Of a folder: the names of folders in it that were left out. */
  leftOut?: string[];
}

interface PlacedFile {
  path: string;
  file: File;
}

/** A folder as a tar archive whose bytes stay on the disk until they are sent. */
function packFolder(name: string, placed: readonly PlacedFile[], skipped: ReadonlySet<string>): Dropped {
  const kept = placed.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const parts = kept.flatMap(({ path, file }) => [...headersOf({ path, size: file.size }), file, paddingOf(file.size)]);
  return { name, content: new Blob([...parts, endOfTar()]), files: kept.length, leftOut: [...skipped] };
}

/** What was picked with a file field; one for folders gives each file its path. */
export function fromFiles(files: readonly File[]): Dropped[] {
  const [folder] = files[0]?.webkitRelativePath.split('/') ?? [];
  if (!folder) return files.map(fromFile);
  const skipped = new Set<string>();
  const placed = files.flatMap((file) => {
    const path = file.webkitRelativePath.split('/').slice(1);
    const left = path.slice(0, -1).find((part) => SKIPPED.includes(part));
    if (left !== undefined) skipped.add(left);
    return left === undefined ? [{ path: path.join('/'), file }] : [];
  });
  return [packFolder(folder, placed, skipped)];
}

/** Everything that was dropped onto the page, each folder and each file an artifact of its own. */
export async function fromDrop(transfer: DataTransfer): Promise<Dropped[]> {
  // Before anything is waited for: the list is empty afterwards.
  const entries = [...transfer.items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const dropped = entries.map(async ({ entry, file }) => {
    if (entry && isDirectory(entry)) {
      const skipped = new Set<string>();
      return [packFolder(entry.name, await readFolder(entry, '', skipped), skipped)];
    }
    return file ? [fromFile(file)] : [];
  });
  return (await Promise.all(dropped)).flat();
}

const fromFile = (file: File): Dropped => ({ name: file.name, content: file });

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

async function readFolder(
  folder: FileSystemDirectoryEntry,
  prefix: string,
  skipped: Set<string>,
): Promise<PlacedFile[]> {
  const reader = folder.createReader();
  const found: PlacedFile[] = [];
  while (true) {
    // A hundred at a time, until none is left.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return found;
    for (const entry of entries) {
      const path = `${prefix}${entry.name}`;
      if (isDirectory(entry) && SKIPPED.includes(entry.name)) skipped.add(entry.name);
      else if (isDirectory(entry)) found.push(...(await readFolder(entry, `${path}/`, skipped)));
      else if (isFile(entry))
        found.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
    }
  }
}
