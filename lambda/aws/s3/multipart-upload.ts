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

/** The number of parts that are sent at the same time. */
const MAX_SENDING = 4;
/** How long dropping an upload may take, in milliseconds: the time is taken from the time for the report. */
const ABORT_PATIENCE = 5_000;
/** S3 asks for the algorithm of the parts' checksums when the upload begins. */
const ChecksumAlgorithm = 'CRC32';

interface MultipartUpload {
  /**
   * Sends the next part as soon as few enough are being sent. The first part begins the upload.
   * @param isSent Called when the body is not needed any more.
   * @throws JobFailure of this part or of an earlier one.
   */
  send(body: Buffer, isSent: () => void): Promise<void>;
  /** @throws the error of a part that could not be sent, or one that says that the upload was dropped. */
  check(): void;
  /** Waits for all parts and joins them to the object. @throws JobFailure */
  complete(): Promise<void>;
  /** Drops the parts sent so far and sends no more; harmless when there are none. */
  abort(): Promise<void>;
}

/** An upload in parts, several on their way at a time. @param target The input of CreateMultipartUpload. */
export function multipartUpload(artifact: S3Artifact, target: CreateMultipartUploadCommandInput): MultipartUpload {
  const { Bucket, Key } = target;
  const put = <T>(call: (client: S3Client, signal: AbortSignal) => Promise<T>) => artifact.call('s3:PutObject', call);
  const parts: CompletedPart[] = [];
  const sending = new Set<Promise<void>>();
  let uploadId: Promise<string | undefined> | undefined;
  let failure: { error: unknown } | undefined;

  const begin = async () => {
    const command = new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm });
    return (await put((client, abortSignal) => client.send(command, { abortSignal }))).UploadId;
  };
  const sendPart = async (Body: Buffer, UploadId: string | undefined) => {
    const PartNumber = parts.length + 1;
    const part: CompletedPart = { PartNumber };
    parts.push(part);
    const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm });
    const { ETag, ChecksumCRC32 } = await put((client, abortSignal) => client.send(command, { abortSignal }));
    Object.assign(part, { ETag, ChecksumCRC32 });
    artifact.moved('written', Body.length);
  };
  const check = () => {
    if (failure) throw failure.error;
  };

  return {
    check,
    async send(body, isSent) {
      check();
      uploadId ??= begin();
      const UploadId = await uploadId;
      while (sending.size >= MAX_SENDING) await Promise.race(sending);
      check();
      const part = sendPart(body, UploadId)
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
      check();
      const command = new CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId: await uploadId,
        MultipartUpload: { Parts: parts },
      });
      await put((client, abortSignal) => client.send(command, { abortSignal }));
      uploadId = undefined;
    },
    async abort() {
      // An action that has ended may still write: a part that came after this would be left behind.
      failure ??= { error: new Error('The upload was dropped') };
      const UploadId = await uploadId?.catch(() => undefined);
      uploadId = undefined;
      await Promise.all(sending);
      if (!UploadId) return;
      const command = new AbortMultipartUploadCommand({ Bucket, Key, UploadId });
      // This runs even after the job's signal has fired: the customer would pay for parts that are left behind.
      const abortSignal = AbortSignal.timeout(ABORT_PATIENCE);
      await put((client) => client.send(command, { abortSignal }));
    },
  };
}
