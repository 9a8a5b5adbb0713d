import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChecksumAlgorithm, ChecksumType } from './checksum.ts';
import type { Encryption } from './encryption.ts';
import { type Folders, readRecord, undefinedWhenAbsent, withIncomingFile, writeRecord } from './folders.ts';

/** A multipart upload that was neither completed nor aborted yet. */
export interface Upload extends Encryption {
  uploadId: string;
  /** The job whose credentials began it; no other may go on with it. */
  jobId: string;
  bucketName: string;
  objectKey: string;
  checksum?: { algorithm: ChecksumAlgorithm; type: ChecksumType } | undefined;
  headers: Record<string, string>;
}

export interface Part {
  /** 1 to 10,000. */
  number: number;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** By the algorithm of the upload. */
  checksum?: string | undefined;
  /** Epoch milliseconds. */
  modifiedAt: number;
}

export interface Uploads {
  create(upload: Upload): Promise<void>;
  read(uploadId: string): Promise<Upload | undefined>;
  /** Takes the file over as that part's content, in place of an earlier one. Tells whether the upload was still there. */
  putPart(uploadId: string, part: Part, file: string): Promise<boolean>;
  /** In the order of their numbers. */
  parts(uploadId: string): Promise<Part[]>;
  partPath(uploadId: string, part: Part): string;
  remove(uploadId: string): Promise<void>;
}

export function openUploads(folders: Folders): Uploads {
  const folderOf = (uploadId: string) => join(folders.uploads, uploadId);
  const recordPath = (uploadId: string) => join(folderOf(uploadId), 'upload.json');
  const partPath = (uploadId: string, part: Part) => join(folderOf(uploadId), `${part.number}-${part.etag}`);
  const partRecordPath = (uploadId: string, number: number) => join(folderOf(uploadId), `${number}.part.json`);
  return {
    async create(upload) {
      await mkdir(folderOf(upload.uploadId), { mode: 0o700 });
      await writeRecord(folders, recordPath(upload.uploadId), upload);
    },
    read: async (uploadId) => (isUploadId(uploadId) ? readRecord<Upload>(recordPath(uploadId)) : undefined),
    async putPart(uploadId, part, file) {
      const recordFile = partRecordPath(uploadId, part.number);
      const previous = await readRecord<Part>(recordFile);
      const put = async () => {
        await rename(file, partPath(uploadId, part));
        await writeRecord(folders, recordFile, part);
        if (previous) await rm(partPath(uploadId, previous), { force: true });
        return true;
      };
      return (await put().catch(undefinedWhenAbsent)) ?? false;
    },
    async parts(uploadId) {
      const names = (await readdir(folderOf(uploadId)).catch(undefinedWhenAbsent)) ?? [];
      const records = names.filter((name) => name.endsWith('.part.json'));
      const parts = await Promise.all(records.map((name) => readRecord<Part>(join(folderOf(uploadId), name))));
      return parts.filter((part) => part !== undefined).sort((a, b) => a.number - b.number);
    },
    partPath,
    // It is moved away first, so that a removal that is cut short does not leave half of an upload.
    remove: (uploadId) =>
      withIncomingFile(folders, async (file) => {
        await rename(folderOf(uploadId), file).catch(undefinedWhenAbsent);
      }),
  };
}

/** 43 characters of base64url: 32 random bytes, which nobody guesses and no path escapes through. */
const isUploadId = (uploadId: string) => /^[\w-]{43}$/.test(uploadId);
