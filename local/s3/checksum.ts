import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createCrc32, createCrc32c, createCrc64Nvme, type Digest } from './crc.ts';
import { S3Error } from './s3-error.ts';

const ALGORITHMS = {
  CRC32: createCrc32,
  CRC32C: createCrc32c,
  CRC64NVME: createCrc64Nvme,
  SHA1: () => hashDigest('sha1'),
  SHA256: () => hashDigest('sha256'),
};

export type ChecksumAlgorithm = keyof typeof ALGORITHMS;
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** A checksum as S3 keeps it: base64, and for a composite one `-` and the number of parts. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  type: ChecksumType;
  value: string;
}

/** The checksum a request announces: in a header, or in the trailer of that name. */
export interface AnnouncedChecksum {
  algorithm: ChecksumAlgorithm;
  /** Undefined when the value follows in the trailer. */
  value: string | undefined;
}

export const createDigest = (algorithm: ChecksumAlgorithm): Digest => ALGORITHMS[algorithm]();

export const checksumHeader = (algorithm: ChecksumAlgorithm) => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** The name of the element in XML: `ChecksumCRC32`. */
export const checksumElement = (algorithm: ChecksumAlgorithm) => `Checksum${algorithm}`;

/** @throws S3Error NotImplemented for an algorithm that this store cannot verify. */
export function checksumAlgorithm(name: string): ChecksumAlgorithm {
  const known = Object.keys(ALGORITHMS) as ChecksumAlgorithm[];
  const algorithm = known.find((candidate) => candidate === name.toUpperCase());
  if (algorithm === undefined) {
    throw new S3Error(
      'NotImplemented',
      `The checksum algorithm "${name}" is not known here. Known are ${known.join(', ')}.`,
    );
  }
  return algorithm;
}

/**
 * The one checksum that the headers announce, or undefined.
 * @throws S3Error InvalidRequest when there are several or only the name of an algorithm, NotImplemented when the algorithm
 * is unknown
 */
export function announcedChecksum(headers: IncomingHttpHeaders): AnnouncedChecksum | undefined {
  const inHeader = Object.keys(headers).filter((name) => /^x-amz-checksum-(?!mode$|type$|algorithm$)/.test(name));
  const inTrailer = trailerNames(headers).filter((name) => name.startsWith('x-amz-checksum-'));
  const [name, ...others] = [...inHeader, ...inTrailer];
  if (others.length > 0) {
    throw new S3Error(
      'InvalidRequest',
      `Expecting a single x-amz-checksum- header, got ${[name, ...others].join(', ')}.`,
    );
  }
  if (name === undefined) {
    const onlyNamed = headers['x-amz-sdk-checksum-algorithm'];
    if (onlyNamed === undefined) return undefined;
    checksumAlgorithm(String(onlyNamed));
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  const value = headers[name];
  return {
    algorithm: checksumAlgorithm(name.slice('x-amz-checksum-'.length)),
    value: typeof value === 'string' ? value : undefined,
  };
}

/** The names in `x-amz-trailer`. */
export const trailerNames = (headers: IncomingHttpHeaders) =>
  String(headers['x-amz-trailer'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');

/** The checksum over the checksums of the parts: "Checking object integrity" in the Amazon S3 User Guide. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: string[]): Checksum {
  const digest = createDigest(algorithm);
  for (const value of parts) digest.update(Buffer.from(value, 'base64'));
  return { algorithm, type: 'COMPOSITE', value: `${digest.digest().toString('base64')}-${parts.length}` };
}

/** A digest of node:crypto. */
export function hashDigest(name: string): Digest {
  const hash = createHash(name);
  return {
    update: (chunk) => {
      hash.update(chunk);
    },
    digest: () => hash.digest(),
  };
}
