import { fileSource } from '../../../lambda/archive/bytes.ts';
import { openArchive } from '../../../lambda/archive/zip/open-archive.ts';
import { argument } from './argument.ts';
import { startDigest } from './content-digest.ts';

const source = fileSource(argument(0));
const digest = startDigest();
for await (const entry of openArchive(source).entries()) {
  if (entry.type === 'file') for await (const chunk of entry.stream()) digest.add(chunk);
}
await source.close();
digest.say();
