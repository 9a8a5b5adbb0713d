import type { IncomingHttpHeaders } from 'node:http';
import { type AnnouncedChecksum, checksumHeader, createDigest, hashDigest, trailerNames } from './checksum.ts';
import type { Digest } from './crc.ts';
import { payloadOf } from './payload.ts';
import { S3Error } from './s3-error.ts';

/** One claim of a request about its body. The digest sees the whole body before the claim is verified. */
export interface BodyCheck {
  digest: Digest;
  /** @throws S3Error */
  verify(trailers: Map<string, string>): void;
}

/** The checks that the headers call for. @throws S3Error when a header has no meaning or one that is not offered here. */
export function checksOf(headers: IncomingHttpHeaders, checksum: AnnouncedChecksum | undefined): BodyCheck[] {
  const checks = [payloadHashCheck(headers), md5Check(headers), checksum && checksumCheck(checksum)];
  return checks.filter((check) => check !== undefined);
}

/** @throws S3Error MalformedTrailerError when the trailers are not those that x-amz-trailer announced. */
export function checkTrailers(headers: IncomingHttpHeaders, trailers: Map<string, string>): void {
  const announced = trailerNames(headers);
  const sent = [...trailers.keys()];
  if (announced.toSorted().join() !== sent.toSorted().join()) {
    throw new S3Error(
      'MalformedTrailerError',
      `x-amz-trailer announced "${announced.join(', ')}", the body ended with "${sent.join(', ')}".`,
    );
  }
}

function payloadHashCheck(headers: IncomingHttpHeaders): BodyCheck | undefined {
  const payload = payloadOf(headers);
  if (payload.kind !== 'whole' || payload.sha256 === undefined) return undefined;
  const digest = hashDigest('sha256');
  return {
    digest,
    verify() {
      if (digest.digest().toString('hex') === payload.sha256) return;
      throw new S3Error(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    },
  };
}

function md5Check(headers: IncomingHttpHeaders): BodyCheck | undefined {
  const value = headers['content-md5'];
  if (value === undefined) return undefined;
  const digest = hashDigest('md5');
  if (!isBase64(String(value), 16)) throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  return {
    digest,
    verify() {
      if (digest.digest().toString('base64') === value) return;
      throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
    },
  };
}

function checksumCheck({ algorithm, value }: AnnouncedChecksum): BodyCheck {
  const digest = createDigest(algorithm);
  return {
    digest,
    verify(trailers) {
      const computed = digest.digest();
      const given = value ?? trailers.get(checksumHeader(algorithm)) ?? '';
      if (given === computed.toString('base64')) return;
      if (!isBase64(given, computed.length)) {
        throw new S3Error('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`);
      }
      throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
    },
  };
}

const isBase64 = (text: string, bytes: number) =>
  Buffer.from(text, 'base64').length === bytes && Buffer.from(text, 'base64').toString('base64') === text;
