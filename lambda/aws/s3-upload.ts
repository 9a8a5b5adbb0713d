import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { JobFailure } from '../job/outcome.ts';
import type { S3Artifact } from './s3-artifact.ts';

/** S3 takes parts from 5 MiB; memory holds two of them at a time. */
const PART_SIZE = 8 * 1024 * 1024;

/** An artifact being uploaded. There is nothing under its key before `finish`, which verifies what is there after. */
export interface S3Upload {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  /** Drops the parts uploaded so far; harmless when there are none. */
  abort(): Promise<void>;
}

/** Small artifacts go up in one PutObject, others in parts, one on its way while the next fills. */
export function s3Upload(artifact: S3Artifact): S3Upload {
  const { bucketName: Bucket, objectKey: Key, name } = artifact.location;
  const target = { Bucket, Key };
  // CodePipeline's bucket policy reads these headers; the default encryption of a bucket does not satisfy it.
  const encryption = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: artifact.encryptionKeyId };
  const put = <T>(call: (client: S3Client, signal: AbortSignal) => Promise<T>) => artifact.call('s3:PutObject', call);

  let buffer = Buffer.allocUnsafe(PART_SIZE);
  let filled = 0;
  let size = 0;
  let uploadId: string | undefined;
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  let sending: Promise<void> = Promise.resolve();

  const sendPart = async (body: Buffer) => {
    uploadId ??= (
      await put((client, abortSignal) =>
        client.send(new CreateMultipartUploadCommand({ ...target, ...encryption }), { abortSignal }),
      )
    ).UploadId;
    const part = { ...target, UploadId: uploadId, PartNumber: parts.length + 1, Body: body };
    const { ETag } = await put((client, abortSignal) => client.send(new UploadPartCommand(part), { abortSignal }));
    parts.push({ PartNumber: part.PartNumber, ETag });
  };

  /** Hands the full buffer over once the part before it is through. */
  const flush = async () => {
    await sending;
    const body = buffer.subarray(0, filled);
    buffer = Buffer.allocUnsafe(PART_SIZE);
    filled = 0;
    sending = sendPart(body);
    sending.catch(() => undefined); // Seen by whoever awaits `sending` next.
  };

  const verify = async () => {
    const length = await artifact
      .call('s3:GetObject', (client, abortSignal) => client.send(new HeadObjectCommand(target), { abortSignal }))
      .then((head) => head.ContentLength, unlessDenied);
    if (length !== undefined && length !== size) {
      throw new JobFailure('SystemUnavailable', `Artifact "${name}" has ${length} bytes in S3, ${size} were written.`);
    }
  };

  return {
    async write(bytes) {
      for (let from = 0; from < bytes.length; ) {
        if (filled === PART_SIZE) await flush();
        const taken = Math.min(bytes.length - from, PART_SIZE - filled);
        buffer.set(bytes.subarray(from, from + taken), filled);
        from += taken;
        filled += taken;
        size += taken;
      }
    },
    async finish() {
      if (size <= PART_SIZE) {
        const Body = buffer.subarray(0, filled);
        await put((client, abortSignal) =>
          client.send(new PutObjectCommand({ ...target, ...encryption, Body }), { abortSignal }),
        );
      } else {
        await flush();
        await sending;
        const complete = { ...target, UploadId: uploadId, MultipartUpload: { Parts: parts } };
        await put((client, abortSignal) => client.send(new CompleteMultipartUploadCommand(complete), { abortSignal }));
        uploadId = undefined;
      }
      await verify();
    },
    async abort() {
      await sending.catch(() => undefined);
      if (uploadId === undefined) return;
      const upload = { ...target, UploadId: uploadId };
      uploadId = undefined;
      // After the signal has fired too: what is left behind would be paid for by the customer.
      await put((client) => client.send(new AbortMultipartUploadCommand(upload)));
    },
  };
}

/** No source says that a job may read what it wrote. Where it may not, S3's own checksum of each part has to do. */
function unlessDenied(error: unknown): undefined {
  if (!(error instanceof JobFailure && error.type === 'PermissionError')) throw error;
}
