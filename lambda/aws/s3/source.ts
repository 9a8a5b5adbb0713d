import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { JobFailure } from '../../action/failure.ts';
import type { S3Artifact } from './artifact.ts';

/** How often a body is asked for that breaks off. */
const MAX_TRIES = 3;

/** Random access to an artifact by ranged GetObject calls, all of the same version of the object. */
export interface S3Source {
  /** The last `length` bytes, or all bytes when there are fewer, and the size of the whole. */
  tail(length: number): Promise<{ bytes: Uint8Array; size: number }>;
  /** Exactly these bytes. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function s3Source(artifact: S3Artifact): S3Source {
  const { bucketName: Bucket, objectKey: Key } = artifact.location;
  let etag: string | undefined;

  const get = async (range: string) => {
    for (let tried = 1; ; tried++) {
      const object = await artifact.call('s3:GetObject', (client, abortSignal) =>
        client.send(new GetObjectCommand({ Bucket, Key, Range: range, IfMatch: etag }), { abortSignal }),
      );
      etag ??= object.ETag;
      const bytes = await bodyOf(object);
      if (bytes) {
        artifact.moved('read', bytes.length);
        return { object, bytes };
      }
      if (tried === MAX_TRIES)
        throw new JobFailure(
          'SystemUnavailable',
          `S3 broke off ${MAX_TRIES} times in ${range} of s3://${Bucket}/${Key}.`,
        );
    }
  };

  return {
    async tail(length) {
      try {
        const { object, bytes } = await get(`bytes=-${length}`);
        return { bytes, size: sizeOf(object) };
      } catch (error) {
        // S3 has no last bytes of an empty object; the range is "not satisfiable".
        if (error instanceof JobFailure && (error.cause as Error | undefined)?.name === 'InvalidRange') {
          return { bytes: new Uint8Array(), size: 0 };
        }
        throw error;
      }
    },
    async read(offset, length) {
      const { bytes } = await get(`bytes=${offset}-${offset + length - 1}`);
      if (bytes.length !== length) {
        throw new JobFailure(
          'SystemUnavailable',
          `S3 sent ${bytes.length} bytes of s3://${Bucket}/${Key}, ${length} were asked for.`,
        );
      }
      return bytes;
    },
  };
}

/** Undefined when the connection broke in the middle of the body. */
async function bodyOf({ Body: body, ContentLength: length = 0 }: GetObjectCommandOutput): Promise<Buffer | undefined> {
  // The bytes are read into their place at once: the SDK's own way holds every body twice.
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes.set(chunk, filled);
      filled += chunk.length;
    }
  } catch {
    return undefined;
  }
  return filled === length ? bytes : undefined;
}

function sizeOf({ ContentRange: range, ContentLength: length }: GetObjectCommandOutput): number {
  return Number(range?.split('/')[1] ?? length ?? 0);
}
