import { openArchive } from '../../../lambda/archive/zip/open-archive.ts';
import { s3Source } from '../../../lambda/aws/s3/source.ts';
import { argument } from './argument.ts';
import { startDigest } from './content-digest.ts';
import { openArtifact, parseAddress } from './s3-address.ts';

const digest = startDigest();
for await (const entry of openArchive(s3Source(openArtifact(parseAddress(argument(0))))).entries()) {
  if (entry.type === 'file') for await (const chunk of entry.stream()) digest.add(chunk);
}
digest.say();
