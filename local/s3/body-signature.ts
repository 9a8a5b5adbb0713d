import { createHash } from 'node:crypto';
import type { VerifiedSignature } from '../http/signature.ts';
import { SignatureRefused } from '../http/signature-refused.ts';
import { refusal } from './authorize.ts';
import { S3Error } from './s3-error.ts';

/** Verifies the signatures in an `aws-chunked` body, one after the other. */
export interface BodySignature {
  /** Sees the content of the chunk that is read. */
  update(piece: Buffer): void;
  /** @param extensions What stands behind the size of the chunk. @throws S3Error */
  endChunk(extensions: string): void;
  /** @param lines The trailers as they were sent, without the one that signs them. @throws S3Error */
  endTrailers(lines: string[], signature: string | undefined): void;
}

const EMPTY_HASH = createHash('sha256').digest('hex');

/**
 * The signatures of chunks and, where there is one, that of the trailers: "Signature calculations for the Authorization
 * header: Transferring a payload in multiple chunks" and "… including trailing headers" in the Amazon S3 API Reference.
 */
export function createBodySignature(signature: VerifiedSignature): BodySignature {
  let digest = createHash('sha256');
  const verify = (algorithm: string, hashes: string[], given: string) => {
    try {
      signature.verifyNext(algorithm, hashes, given);
    } catch (error) {
      throw error instanceof SignatureRefused ? refusal(error) : error;
    }
  };
  return {
    update: (piece) => void digest.update(piece),
    endChunk: (extensions) => {
      const given = /^;chunk-signature=([0-9a-f]{64})$/.exec(extensions)?.[1];
      if (given === undefined) throw new S3Error('IncompleteBody', 'Every chunk must have a chunk-signature.');
      verify('AWS4-HMAC-SHA256-PAYLOAD', [EMPTY_HASH, digest.digest('hex')], given);
      digest = createHash('sha256');
    },
    endTrailers: (lines, given) => {
      if (given === undefined) {
        throw new S3Error('MalformedTrailerError', 'Signed trailers must end with x-amz-trailer-signature.');
      }
      const hash = createHash('sha256')
        .update(lines.map((line) => `${line}\n`).join(''))
        .digest('hex');
      verify('AWS4-HMAC-SHA256-TRAILER', [hash], given);
    },
  };
}
