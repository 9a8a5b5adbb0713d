import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { type ArchiveWriter, createArchive } from '../../lambda/archive/zip/create-archive.ts';
import { writeOdd } from './odd-zip.ts';

const TEXT = 'to be read '.repeat(20);
const LONG_BYTES = 1024 * 1024 + 512;
const MODIFIED = new Date('2020-01-01T00:00:00Z');

/** Small archives with everything that a zip archive can have, of our own and of another library. */
export async function writeSeeds(): Promise<Buffer[]> {
  const seeds = [await writeOurs(), await writeTheirs(false), await writeTheirs(true), await writeEmpty()];
  return [...seeds, await writeLong(), writeOdd()];
}

const writeOurs = () =>
  writeWith(async (archive) => {
    await archive.write('folder/', '');
    await archive.write('folder/text.txt', TEXT);
    await archive.write('noise', Uint8Array.of(7, 200, 31, 4), { mode: 0o755 });
    const target = Buffer.from('folder/text.txt');
    await archive.copy({
      ...{ path: 'link', type: 'symlink', size: target.length, mode: undefined },
      bytes: async () => target,
      async *stream() {
        yield target;
      },
    });
  });

/** With a data descriptor, and when asked for with ZIP64 records that nothing needs. */
async function writeTheirs(forceZip64Format: boolean): Promise<Buffer> {
  const archive = new ZipFile();
  const options = { mtime: MODIFIED, forceZip64Format };
  archive.addReadStream(Readable.from([Buffer.from(TEXT)]), 'streamed.txt', options);
  archive.addBuffer(Buffer.from(TEXT), 'é/stored.txt', { ...options, compress: false });
  archive.end({ forceZip64Format, comment: 'a comment' });
  return buffer(archive.outputStream);
}

async function writeEmpty(): Promise<Buffer> {
  const archive = new ZipFile();
  archive.end();
  return buffer(archive.outputStream);
}

/** With an entry that is too large to be unpacked in one step. */
function writeLong(): Promise<Buffer> {
  const content = Buffer.alloc(LONG_BYTES);
  for (let at = 0; at < LONG_BYTES; at += 512) content.writeUInt32LE(at, at);
  return writeWith((archive) => archive.write('long', content));
}

async function writeWith(fill: (archive: ArchiveWriter) => Promise<void>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const archive = createArchive({ write: async (bytes) => void chunks.push(Uint8Array.from(bytes)) });
  await fill(archive);
  await archive.finish();
  return Buffer.concat(chunks);
}
