import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  type S3Client,
  UploadPartCommand,
  type UploadPartCommandInput,
} from '@aws-sdk/client-s3';
import { bucketName, encrypted, outputKey } from './started-store.ts';

const output = { Bucket: bucketName, Key: outputKey };

/** Multipart uploads of the output artifact by this client. */
export const multipart = (client: S3Client) => ({
  async begin(input: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...encrypted, ...input }));
    return UploadId ?? '';
  },
  async part(
    UploadId: string,
    PartNumber: number,
    Body: string | Buffer,
    input: Partial<UploadPartCommandInput> = {},
  ): Promise<CompletedPart> {
    const { $metadata, ...part } = await client.send(
      new UploadPartCommand({ ...output, UploadId, PartNumber, Body, ...input }),
    );
    return { ...part, PartNumber };
  },
  complete: (UploadId: string, Parts: CompletedPart[], input: object = {}) =>
    client.send(new CompleteMultipartUploadCommand({ ...output, UploadId, MultipartUpload: { Parts }, ...input })),
});
