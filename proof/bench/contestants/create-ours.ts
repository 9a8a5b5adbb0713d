import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createArchive } from '../../../lambda/archive/zip/create-archive.ts';
import { argument } from './argument.ts';
import { fileSink } from './file-sink.ts';
import { listFiles } from './list-files.ts';

/** Larger files are streamed. */
const READ_WHOLE_BYTES = 1024 * 1024;

const folder = argument(0);
const target = await fileSink(argument(1));
const archive = createArchive(target);
for (const path of listFiles(folder)) {
  const file = join(folder, path);
  const { size } = statSync(file);
  const content =
    size > READ_WHOLE_BYTES ? createReadStream(file, { highWaterMark: READ_WHOLE_BYTES }) : readFileSync(file);
  await archive.write(path, content);
}
await archive.finish();
await target.close();
