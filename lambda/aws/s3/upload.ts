import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { JobFailure } from '../../action/failure.ts';
import type { S3Artifact } from './artifact.ts';
import { multipartUpload } from './multipart-upload.ts';

/** S3 takes parts from 5 MiB, and 10,000 of them ("Amazon S3 multipart upload limits" in the User Guide): 78 GiB. */
const PART_SIZE = 8 * 1024 * 1024;

/** An artifact that is being uploaded. Before `finish` there is nothing under its key; `finish` verifies what is there then. */
export interface S3Upload {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  /** Drops the parts uploaded so far; harmless when there are none. */
  abort(): Promise<void>;
}

/** A small artifact is uploaded with one PutObject, a larger one in parts: some are sent while the next is filled. */
export function s3Upload(artifact: S3Artifact): S3Upload {
  const { bucketName: Bucket, objectKey: Key, name } = artifact.location;
  // CodePipeline's bucket policy reads these headers; the default encryption of a bucket does not satisfy it.
  const encryption = { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: artifact.encryptionKeyId };
  const upload = multipartUpload(artifact, { Bucket, Key, ...encryption });
  /** Buffers whose parts were sent: new memory for every part would cost more than filling it. */
  const free: Buffer[] = [];
  let buffer: Buffer = Buffer.allocUnsafeSlow(PART_SIZE);
  let filled = 0;
  let size = 0;

  const flush = async () => {
    const full = buffer;
    await upload.send(full.subarray(0, filled), () => free.push(full));
    buffer = free.pop() ?? Buffer.allocUnsafeSlow(PART_SIZE);
    filled = 0;
  };
  const putWhole = async () => {
    const command = new PutObjectCommand({ Bucket, Key, ...encryption, Body: buffer.subarray(0, filled) });
    await artifact.call('s3:PutObject', (client, abortSignal) => client.send(command, { abortSignal }));
    artifact.moved('written', filled);
  };
  /** The object's length as S3 has it; undefined where the job may not read what it wrote. */
  const storedLength = () => {
    const command = new HeadObjectCommand({ Bucket, Key });
    return artifact
      .call('s3:GetObject', (client, abortSignal) => client.send(command, { abortSignal }))
      .then((head) => head.ContentLength, unlessDenied);
  };
  const completeParts = async () => {
    try {
      await upload.complete();
    } catch (error) {
      // The SDK repeats a completion whose answer was lost, and S3 no longer knows an upload that is complete.
      const isGone = error instanceof JobFailure && (error.cause as Error | undefined)?.name === 'NoSuchUpload';
      if (!isGone || (await storedLength().catch(() => undefined)) !== size) throw error;
    }
  };
  const verify = async () => {
    const length = await storedLength();
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
      upload.check();
      if (size <= PART_SIZE) await putWhole();
      else {
        await flush();
        await completeParts();
      }
      await verify();
    },
    abort: () => upload.abort(),
  };
}

/** No source says that a job may read what it wrote. If it may not, S3's own checksum of each part has to be enough. */
function unlessDenied(error: unknown): undefined {
  if (!(error instanceof JobFailure && error.type === 'PermissionError')) throw error;
}
