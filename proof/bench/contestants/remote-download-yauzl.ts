import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { argument } from './argument.ts';
import { startDigest } from './content-digest.ts';
import { clientSettings, parseAddress } from './s3-address.ts';
import { yauzlContent, yauzlEntries } from './yauzl-entries.ts';

const address = parseAddress(argument(0));
const { bucketName: Bucket, objectKey: Key } = address.location;
const { Body: body } = await new S3Client(clientSettings(address)).send(new GetObjectCommand({ Bucket, Key }));
if (!(body instanceof Readable)) throw new Error('S3 sent no body');
await pipeline(body, createWriteStream(argument(1)));

const digest = startDigest();
for await (const { zip, entry } of yauzlEntries(argument(1))) {
  for await (const chunk of yauzlContent(zip, entry)) digest.add(chunk);
}
digest.say();
