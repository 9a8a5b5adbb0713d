import { argument } from './argument.ts';
import { startDigest } from './content-digest.ts';
import { yauzlContent, yauzlEntries } from './yauzl-entries.ts';

const digest = startDigest();
for await (const { zip, entry } of yauzlEntries(argument(0))) {
  for await (const chunk of yauzlContent(zip, entry)) digest.add(chunk);
}
digest.say();
