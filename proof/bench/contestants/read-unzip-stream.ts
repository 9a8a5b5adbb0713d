import { createReadStream } from 'node:fs';
import { Parse, type StreamedEntry } from 'unzip-stream';
import { argument } from './argument.ts';
import { startDigest } from './content-digest.ts';

// It has no way to check a CRC-32, because it never sees the directory.
const digest = startDigest();
const entries = createReadStream(argument(0)).pipe(Parse());
let last = Promise.resolve();
entries.on('entry', (entry) => {
  last = last.then(() => add(entry));
});
// The end of the archive comes before that of its last entry.
process.once('beforeExit', () => digest.say());

async function add(entry: StreamedEntry): Promise<void> {
  for await (const chunk of entry) digest.add(chunk);
}
