import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';

/** The files of an archive by yauzl, one after the other. */
export async function* yauzlEntries(path: string): AsyncGenerator<{ zip: ZipFile; entry: Entry }> {
  const open = promisify<string, object, ZipFile>(yauzl.open);
  const zip = await open(path, { lazyEntries: true, autoClose: true });
  const ended = once(zip, 'end').then(() => undefined);
  while (true) {
    const next = once(zip, 'entry').then(([entry]: Entry[]) => entry);
    zip.readEntry();
    const entry = await Promise.race([next, ended]);
    if (entry === undefined) return;
    if (!entry.fileName.endsWith('/')) yield { zip, entry };
  }
}

/** The content of an entry, its CRC-32 checked: yauzl leaves that to its user. */
export async function* yauzlContent(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  let crc = 0;
  for await (const chunk of stream) {
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (crc !== entry.crc32) throw new Error(`${entry.fileName} has a wrong CRC-32`);
}
