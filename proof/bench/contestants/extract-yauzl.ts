import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { argument } from './argument.ts';
import { yauzlContent, yauzlEntries } from './yauzl-entries.ts';

const folders = new Set<string>();
for await (const { zip, entry } of yauzlEntries(argument(0))) {
  const file = join(argument(1), entry.fileName);
  const folder = dirname(file);
  if (!folders.has(folder)) await mkdir(folder, { recursive: true });
  folders.add(folder);
  await pipeline(yauzlContent(zip, entry), createWriteStream(file));
}
