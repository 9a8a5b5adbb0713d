/** Where the fields of a tar header lie, from the pax command of POSIX.1-2024. */
export const FIELD = {
  name: { at: 0, bytes: 100 },
  mode: { at: 100, bytes: 8 },
  owner: { at: 108, bytes: 8 },
  size: { at: 124, bytes: 12 },
  modified: { at: 136, bytes: 12 },
  checksum: { at: 148, bytes: 8 },
  flag: { at: 156, bytes: 1 },
  target: { at: 157, bytes: 100 },
  magic: { at: 257, bytes: 8 },
  prefix: { at: 345, bytes: 155 },
} as const;

export const BLOCK_BYTES = 512;

/** What a header to be written says. */
export interface TarHeader {
  name: string;
  flag?: string;
  target?: string;
  magic?: string;
  content?: string | Buffer;
}

/** A header and its content, padded to blocks. */
export function writeEntry({ name, flag = '0', target = '', magic = 'ustar\x0000', content = '' }: TarHeader): Buffer {
  const bytes = Buffer.from(content);
  const block = Buffer.alloc(BLOCK_BYTES);
  const put = ({ at }: { at: number }, text: string) => block.write(text, at);
  put(FIELD.name, name.slice(0, 100));
  put(FIELD.mode, '0000644\0');
  put(FIELD.owner, '0001750\0');
  put(FIELD.size, `${bytes.length.toString(8).padStart(11, '0')}\0`);
  put(FIELD.modified, '14524770600\0');
  put(FIELD.flag, flag);
  put(FIELD.target, target);
  put(FIELD.magic, magic);
  writeChecksum(block);
  return Buffer.concat([block, bytes, Buffer.alloc(-bytes.length & (BLOCK_BYTES - 1))]);
}

/** A record of a pax header, which begins with its own length. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + 1;
  while (String(length).length + bytes !== length) length += 1;
  return `${length}${rest}`;
}

/** Puts the sum of the header's bytes into it. */
export function writeChecksum(block: Buffer): void {
  block.fill(' ', FIELD.checksum.at, FIELD.checksum.at + FIELD.checksum.bytes);
  const sum = block.subarray(0, BLOCK_BYTES).reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, FIELD.checksum.at, 'latin1');
}

/** Where blocks begin that say that they are headers. */
export function findHeaders(tar: Buffer): number[] {
  const places: number[] = [];
  for (let at = 0; at + BLOCK_BYTES <= tar.length; at += BLOCK_BYTES) {
    if (tar.toString('latin1', at + FIELD.magic.at, at + FIELD.magic.at + 5) === 'ustar') places.push(at);
  }
  return places;
}
