import { endOfTar, headersOf, paddingOf } from './tar.ts';

/** Not part of what a pipeline's source action delivers, or made anew by whoever builds it. */
const SKIPPED = ['.git', 'node_modules'];

/** What a person dropped or picked: an archive as it is, or a folder as a tar archive. */
export interface Dropped {
  name: string;
  content: Blob;
  /** Of a folder: the number of its files. */
  files?: number;
}

interface PlacedFile {
  path: string;
  file: File;
}

/** A folder as a tar archive whose bytes stay on the disk until they are sent. */
function packFolder(name: string, placed: readonly PlacedFile[]): Dropped {
  const kept = placed
    .filter(
      ({ path }) =>
        !path
          .split('/')
          .slice(0, -1)
          .some((part) => SKIPPED.includes(part)),
    )
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const parts = kept.flatMap(({ path, file }) => [...headersOf({ path, size: file.size }), file, paddingOf(file.size)]);
  return { name, content: new Blob([...parts, endOfTar()]), files: kept.length };
}

/** What was picked with a file field; one for folders gives each file its path. */
export function fromFiles(files: readonly File[]): Dropped[] {
  const [folder] = files[0]?.webkitRelativePath.split('/') ?? [];
  if (!folder) return files.map(fromFile);
  const placed = files.map((file) => ({ path: file.webkitRelativePath.split('/').slice(1).join('/'), file }));
  return [packFolder(folder, placed)];
}

/** Everything that was dropped onto the page, each folder and each file an artifact of its own. */
export async function fromDrop(transfer: DataTransfer): Promise<Dropped[]> {
  // Before anything is waited for: the list is empty afterwards.
  const entries = [...transfer.items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const dropped = entries.map(async ({ entry, file }) => {
    if (entry && isDirectory(entry)) return [packFolder(entry.name, await readFolder(entry, ''))];
    return file ? [fromFile(file)] : [];
  });
  return (await Promise.all(dropped)).flat();
}

const fromFile = (file: File): Dropped => ({ name: file.name, content: file });

const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

async function readFolder(folder: FileSystemDirectoryEntry, prefix: string): Promise<PlacedFile[]> {
  const reader = folder.createReader();
  const found: PlacedFile[] = [];
  while (true) {
    // A hundred at a time, until none is left.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return found;
    for (const entry of entries) {
      const path = `${prefix}${entry.name}`;
      if (isDirectory(entry) && !SKIPPED.includes(entry.name)) found.push(...(await readFolder(entry, `${path}/`)));
      else if (isFile(entry))
        found.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
    }
  }
}
