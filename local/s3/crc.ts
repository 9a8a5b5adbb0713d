import { crc32 } from 'node:zlib';

/** A checksum that takes its input in pieces. */
export interface Digest {
  update(chunk: Uint8Array): void;
  /** The value, big-endian. */
  digest(): Buffer;
}

/** Castagnoli's polynomial, reflected. */
const CRC32C_POLYNOMIAL = 0x82f63b78;
/** The polynomial of NVM Express, reflected. */
const CRC64_NVME_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;
const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

export function createCrc32(): Digest {
  let value = 0;
  return {
    update(chunk) {
      value = crc32(chunk, value);
    },
    digest: () => bigEndian(value),
  };
}

export function createCrc32c(): Digest {
  let value = 0xffffffff;
  return {
    update(chunk) {
      let next = value;
      for (const byte of chunk) next = (next >>> 8) ^ (CRC32C_TABLE[(next ^ byte) & 0xff] ?? 0);
      value = next;
    },
    digest: () => bigEndian(~value),
  };
}

export function createCrc64Nvme(): Digest {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(chunk) {
      for (const byte of chunk) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (CRC64_LOW[index] ?? 0);
        high = (high >>> 8) ^ (CRC64_HIGH[index] ?? 0);
      }
    },
    digest: () => Buffer.concat([bigEndian(~high), bigEndian(~low)]),
  };
}

const CRC32C_TABLE = Int32Array.from(BYTES, (byte) =>
  Number(BigInt.asIntN(32, reduce(byte, BigInt(CRC32C_POLYNOMIAL)))),
);
const CRC64_TABLE = BYTES.map((byte) => reduce(byte, CRC64_NVME_POLYNOMIAL));
const CRC64_HIGH = Int32Array.from(CRC64_TABLE, (value) => Number(BigInt.asIntN(32, value >> 32n)));
const CRC64_LOW = Int32Array.from(CRC64_TABLE, (value) => Number(BigInt.asIntN(32, value)));

function reduce(byte: number, polynomial: bigint): bigint {
  let value = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
  return value;
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
}
