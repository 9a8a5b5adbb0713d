import { createArchive } from '../../../lambda/archive/zip/create-archive.ts';
import { mixedContent } from '../corpus/mixed-content.ts';
import { argument } from './argument.ts';
import { fileSink } from './file-sink.ts';

/** Arguments: how many bytes the first entry has, how many small entries follow, and the archive. */
const sink = await fileSink(argument(2));
const archive = createArchive(sink);
await archive.write('huge.bin', contentOf(Number(argument(0))));
for (let index = 0; index < Number(argument(1)); index++) await archive.write(`after/${index}.txt`, `entry ${index}\n`);
await archive.finish();
await sink.close();

async function* contentOf(bytes: number) {
  yield* mixedContent(bytes, 2);
}
