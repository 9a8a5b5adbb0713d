import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { argument } from './argument.ts';
import { changedContent, isChanged } from './changed-content.ts';
import { yauzlContent, yauzlEntries } from './yauzl-entries.ts';

const archive = new ZipFile();
const written = pipeline(archive.outputStream, createWriteStream(argument(1)));
let index = 0;
for await (const { zip, entry } of yauzlEntries(argument(0))) {
  if (isChanged(index++)) archive.addBuffer(changedContent(entry.fileName), entry.fileName);
  else {
    const content = Readable.from(yauzlContent(zip, entry));
    const read = new Promise((resolve, reject) => content.once('end', resolve).once('error', reject));
    archive.addReadStream(content, entry.fileName);
    await read;
  }
}
archive.end();
await written;
