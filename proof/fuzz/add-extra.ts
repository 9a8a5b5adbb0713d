import { crc32 } from 'node:zlib';
import { DIRECTORY_HEADER, EXTRA } from '../../lambda/archive/zip/zip-format.ts';
import { findAll } from './mend.ts';
import type { Random } from './random.ts';

const SECOND_NAMES = ['é', '../x', 'a'];
const UNKNOWN_ID = 0x5455;

/** Gives an entry of the directory one extra field more: ZIP64 numbers, a second name, or something unknown. */
export function addExtra(bytes: Buffer, random: Random): Buffer {
  const headers = findAll(bytes, DIRECTORY_HEADER);
  if (headers.length === 0) return bytes;
  const at = random.pick(headers);
  const nameAt = at + DIRECTORY_HEADER.bytes;
  const extraAt = nameAt + bytes.readUInt16LE(at + 28);
  if (extraAt > bytes.length) return bytes;
  const field = writeField(bytes.subarray(nameAt, extraAt), bytes, random);
  bytes.writeUInt16LE(Math.min(0xffff, bytes.readUInt16LE(at + 30) + field.length), at + 30);
  return Buffer.concat([bytes.subarray(0, extraAt), field, bytes.subarray(extraAt)]);
}

function writeField(name: Buffer, bytes: Buffer, random: Random): Buffer {
  const id = random.pick([EXTRA.zip64, EXTRA.unicodePath, UNKNOWN_ID]);
  const data = id === EXTRA.unicodePath ? writeSecondName(name, random) : writeNumbers(bytes, random);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

function writeSecondName(name: Buffer, random: Random): Buffer {
  const second = random.below(3) === 0 ? name : Buffer.from(random.pick(SECOND_NAMES));
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeUInt32LE(crc32(name), 1);
  return Buffer.concat([head, second]);
}

function writeNumbers(bytes: Buffer, random: Random): Buffer {
  const data = Buffer.alloc(8 * random.below(4));
  for (let at = 0; at < data.length; at += 8) {
    data.writeBigUInt64LE(BigInt(random.pick([0, 1, bytes.length, 2 ** 32, 2 ** 60])), at);
  }
  return data;
}
