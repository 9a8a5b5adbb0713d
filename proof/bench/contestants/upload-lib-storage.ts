import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { argument } from './argument.ts';
import { chunksOf } from './chunks-of.ts';
import { clientSettings, parseAddress } from './s3-address.ts';

const PART_BYTES = 8 * 1024 * 1024;

const address = parseAddress(argument(0));
const { bucketName: Bucket, objectKey: Key } = address.location;
await new Upload({
  client: new S3Client(clientSettings(address)),
  partSize: PART_BYTES,
  params: {
    ...{ Bucket, Key, ServerSideEncryption: 'aws:kms' },
    Body: Readable.from(chunksOf(Number(argument(1)), Number(argument(2)))),
  },
}).done();
