import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checksum } from './checksum.ts';
import type { Encryption } from './encryption.ts';
import { type Folders, readRecord, undefinedWhenAbsent, writeRecord } from './folders.ts';

/** What is known about an object besides its bytes. */
export interface ObjectFacts extends Encryption {
  bucketName: string;
  objectKey: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** Epoch milliseconds. */
  modifiedAt: number;
  checksum?: Checksum | undefined;
  /** Only for an object that was uploaded in parts: their sizes in bytes. */
  partSizes?: number[];
  /** Content-Type, x-amz-meta-… and their like, given back as they came. */
  headers: Record<string, string>;
}

/** The objects of every bucket. The bytes of each lie in a file of their own; a record says which, and can be switched at once. */
export interface Objects {
  read(bucketName: string, objectKey: string): Promise<{ facts: ObjectFacts; path: string } | undefined>;
  /** The caller closes the handle. It keeps its bytes even if the object is replaced meanwhile. */
  open(bucketName: string, objectKey: string): Promise<{ facts: ObjectFacts; handle: FileHandle } | undefined>;
  /** Takes the file over as the object's content. Tells whether it did: not when there is an object and `ifAbsent` is set. */
  put(facts: ObjectFacts, file: string, ifAbsent?: boolean): Promise<boolean>;
}

interface ObjectRecord {
  facts: ObjectFacts;
  dataName: string;
}

export async function openObjects(folders: Folders): Promise<Objects> {
  await dropOrphans(folders);
  // A hash of the name, so that no key reaches outside the folder or is too long for the file system.
  const recordPath = (bucketName: string, objectKey: string) =>
    join(folders.objects, createHash('sha256').update(`${bucketName}/${objectKey}`).digest('hex'));
  const read = async (bucketName: string, objectKey: string) => {
    const record = await readRecord<ObjectRecord>(recordPath(bucketName, objectKey));
    return record && { facts: record.facts, path: join(folders.data, record.dataName) };
  };
  const replace = async (facts: ObjectFacts, file: string, ifAbsent: boolean) => {
    const previous = await read(facts.bucketName, facts.objectKey);
    if (previous && ifAbsent) return false;
    const dataName = randomUUID();
    await rename(file, join(folders.data, dataName));
    await writeRecord(folders, recordPath(facts.bucketName, facts.objectKey), { facts, dataName });
    if (previous) await rm(previous.path);
    return true;
  };
  let latest: Promise<unknown> = Promise.resolve();
  return {
    read,
    async open(bucketName, objectKey) {
      for (;;) {
        const object = await read(bucketName, objectKey);
        if (object === undefined) return undefined;
        const handle = await open(object.path).catch(undefinedWhenAbsent);
        // The object was replaced between the two steps, so the record names another file now.
        if (handle) return { facts: object.facts, handle };
      }
    },
    put(facts, file, ifAbsent = false) {
      const turn = latest.then(() => replace(facts, file, ifAbsent));
      latest = turn.catch(() => {});
      return turn;
    },
  };
}

/** An ETag that tells nothing of the content: under SSE-KMS it is no MD5 (documented, "Object" in the API Reference). */
export const newETag = () => randomBytes(16).toString('hex');

/** Drops the bytes of objects that were replaced just when the last run ended. */
async function dropOrphans(folders: Folders): Promise<void> {
  const records = await readdir(folders.objects);
  const inUse = new Set<string>();
  for (const name of records) {
    const record = await readRecord<ObjectRecord>(join(folders.objects, name));
    if (record) inUse.add(record.dataName);
  }
  for (const name of await readdir(folders.data)) {
    if (!inUse.has(name)) await rm(join(folders.data, name));
  }
}
