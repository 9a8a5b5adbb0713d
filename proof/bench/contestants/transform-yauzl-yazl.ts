import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { ZipFile } from 'yazl';
import { marked } from '../pipeline/marked.ts';
import { argument } from './argument.ts';
import { clientSettings, parseAddress } from './s3-address.ts';
import { yauzlContent, yauzlEntries } from './yauzl-entries.ts';

const [input, output] = [parseAddress(argument(0)), parseAddress(argument(1))];
const downloaded = argument(2);
const { Body: body } = await new S3Client(clientSettings(input)).send(
  new GetObjectCommand({ Bucket: input.location.bucketName, Key: input.location.objectKey }),
);
if (!(body instanceof Readable)) throw new Error('S3 sent no body');
await pipeline(body, createWriteStream(downloaded));

const archive = new ZipFile();
const uploaded = new Upload({
  client: new S3Client(clientSettings(output)),
  params: {
    ...{ Bucket: output.location.bucketName, Key: output.location.objectKey, ServerSideEncryption: 'aws:kms' },
    Body: Readable.from(archive.outputStream),
  },
}).done();
for await (const { zip, entry } of yauzlEntries(downloaded)) {
  const content = Readable.from(marked(yauzlContent(zip, entry)));
  const read = new Promise((resolve, reject) => content.once('end', resolve).once('error', reject));
  archive.addReadStream(content, entry.fileName);
  await read;
}
archive.end();
await uploaded;
