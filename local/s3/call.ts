import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CredentialScope } from '../http/credentials.ts';
import type { VerifiedSignature } from '../http/signature.ts';
import type { Folders } from './folders.ts';
import type { Objects } from './objects.ts';
import type { StoreRules } from './rules.ts';
import { S3Error } from './s3-error.ts';
import type { Uploads } from './uploads.ts';

/** What the operations work on. */
export interface Store {
  folders: Folders;
  objects: Objects;
  uploads: Uploads;
  /** As they are now. */
  rules(): StoreRules;
}

/** What a request is about: path-style addressing, `/bucket/key`. */
export interface StoreTarget {
  bucketName: string;
  /** Empty for a request about the bucket itself. */
  objectKey: string;
  query: URLSearchParams;
}

/** One authenticated request that its credentials allow. */
export interface StoreCall extends StoreTarget {
  request: IncomingMessage;
  response: ServerResponse;
  scope: CredentialScope;
  signature: VerifiedSignature;
  store: Store;
  /** Epoch milliseconds. */
  now: number;
}

export type StoreOperation = (call: StoreCall) => Promise<void>;

/** "Creating object key names" in the Amazon S3 User Guide. */
const MAX_KEY_BYTES = 1024;

/** @throws S3Error InvalidURI, KeyTooLongError */
export function parseTarget(url: string): StoreTarget {
  // Not parsed as a URL, which would take `..` out of a key.
  const [, bucketName, , objectKey = '', query = ''] = /^\/([^/?]*)(\/([^?]*))?(?:\?(.*))?$/s.exec(url) ?? [];
  if (bucketName === undefined) throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  const target = { bucketName: decode(bucketName), objectKey: decode(objectKey), query: new URLSearchParams(query) };
  if (Buffer.byteLength(target.objectKey) > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', 'Your key is too long.', { MaxSizeAllowed: String(MAX_KEY_BYTES) });
  }
  return target;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  }
}
