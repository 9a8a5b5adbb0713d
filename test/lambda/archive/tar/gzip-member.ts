import { crc32 } from 'node:zlib';

const FLAG = { extra: 4, name: 8, comment: 16 };

/** Gzip data with everything in its header that RFC 1952 (2.3) allows and zlib never writes. */
export function gzipMember(
  content: Buffer,
  deflated: Buffer,
  { name, comment, extra }: Record<'name' | 'comment' | 'extra', string>,
): Buffer {
  const head = Buffer.from([0x1f, 0x8b, 8, FLAG.extra | FLAG.name | FLAG.comment, 1, 2, 3, 4, 2, 3]);
  const extraLength = Buffer.from([extra.length & 0xff, extra.length >> 8]);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(content), 0);
  tail.writeUInt32LE(content.length, 4);
  const texts = Buffer.from(`${extra}${name}\0${comment}\0`, 'latin1');
  return Buffer.concat([head, extraLength, texts, deflated, tail]);
}
