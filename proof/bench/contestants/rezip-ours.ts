import { fileSource } from '../../../lambda/archive/bytes.ts';
import { createArchive } from '../../../lambda/archive/zip/create-archive.ts';
import { openArchive } from '../../../lambda/archive/zip/open-archive.ts';
import { argument } from './argument.ts';
import { changedContent, isChanged } from './changed-content.ts';
import { fileSink } from './file-sink.ts';

const source = fileSource(argument(0));
const target = await fileSink(argument(1));
const archive = createArchive(target);
let index = 0;
for await (const entry of openArchive(source).entries()) {
  if (isChanged(index++)) await archive.write(entry.path, changedContent(entry.path));
  else await archive.copy(entry);
}
await archive.finish();
await Promise.all([source.close(), target.close()]);
