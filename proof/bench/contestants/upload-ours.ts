import { s3Upload } from '../../../lambda/aws/s3/upload.ts';
import { argument } from './argument.ts';
import { chunksOf } from './chunks-of.ts';
import { openArtifact, parseAddress } from './s3-address.ts';

const upload = s3Upload(openArtifact(parseAddress(argument(0))));
for (const chunk of chunksOf(Number(argument(1)), Number(argument(2)))) await upload.write(chunk);
await upload.finish();
