import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3Artifact } from './artifact.ts';

/** Parts on their way at a time. */
const SLOTS = 4;
/** Milliseconds that dropping an upload may take from the time there is to report in. */
const ABORT_PATIENCE = 5_000;
/** S3 wants the algorithm of the parts' checksums when the upload begins. */
const ChecksumAlgorithm = 'CRC32';

/** An upload in parts, several on their way at a time. */
export interface MultipartUpload {
  /**
   * Puts the next part on its way, as soon as there is a slot. The first begins the upload.
   * @param isSent Called when the body is not needed any more.
   * @throws JobFailure of this part or of an earlier one.
   */
  send(body: Buffer, isSent: () => void): Promise<void>;
  /** Waits for all parts and makes the object of them. @throws JobFailure */
  complete(): Promise<void>;
  /** Drops the parts sent so far; harmless when there are none. */
  abort(): Promise<void>;
}

/** @param target What CreateMultipartUpload is told. */
export function multipartUpload(artifact: S3Artifact, target: CreateMultipartUploadCommandInput): MultipartUpload {
  const { Bucket, Key } = target;
  const put = <T>(call: (client: S3Client, signal: AbortSignal) => Promise<T>) => artifact.call('s3:PutObject', call);
  const parts: CompletedPart[] = [];
  const sending = new Set<Promise<void>>();
  let uploadId: string | undefined;
  let failure: { error: unknown } | undefined;

  const begin = async () => {
    const command = new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm });
    return (await put((client, abortSignal) => client.send(command, { abortSignal }))).UploadId;
  };
  const sendPart = async (Body: Buffer) => {
    const PartNumber = parts.length + 1;
    const part: CompletedPart = { PartNumber };
    parts.push(part);
    const command = new UploadPartCommand({ Bucket, Key, UploadId: uploadId, PartNumber, Body, ChecksumAlgorithm });
    const { ETag, ChecksumCRC32 } = await put((client, abortSignal) => client.send(command, { abortSignal }));
    Object.assign(part, { ETag, ChecksumCRC32 });
    artifact.moved('written', Body.length);
  };
  const refuseAfterFailure = () => {
    if (failure) throw failure.error;
  };

  return {
    async send(body, isSent) {
      uploadId ??= await begin();
      while (sending.size >= SLOTS) await Promise.race(sending);
      refuseAfterFailure();
      const part = sendPart(body)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => {
          sending.delete(part);
          isSent();
        });
      sending.add(part);
    },
    async complete() {
      await Promise.all(sending);
      refuseAfterFailure();
      const command = new CompleteMultipartUploadCommand({
        ...{ Bucket, Key, UploadId: uploadId },
        MultipartUpload: { Parts: parts },
      });
      await put((client, abortSignal) => client.send(command, { abortSignal }));
      uploadId = undefined;
    },
    async abort() {
      await Promise.all(sending);
      if (uploadId === undefined) return;
      const command = new AbortMultipartUploadCommand({ Bucket, Key, UploadId: uploadId });
      uploadId = undefined;
      // After the job's signal has fired too: what is left behind would be paid for by the customer.
      const abortSignal = AbortSignal.timeout(ABORT_PATIENCE);
      await put((client) => client.send(command, { abortSignal }));
    },
  };
}
