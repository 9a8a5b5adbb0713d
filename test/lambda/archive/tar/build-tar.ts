/** One block with what follows it, written byte by byte so that everything in it can be wrong. */
export interface TarPlan {
  name?: string | Buffer;
  content?: string | Buffer;
  /** A type flag; a file when left out. */
  flag?: string;
  /** What the size field says, as text or bytes; the length of the content when left out. */
  size?: string | Buffer;
  mode?: string;
  target?: string | Buffer;
  prefix?: string | Buffer;
  magic?: string;
  /** The checksum as it stands, or the sum of signed bytes, as some old tars took it. */
  checksum?: string;
  signedChecksum?: boolean;
  /** User and group, and the time of the last change, as they stand. */
  owner?: string | Buffer;
  modified?: string | Buffer;
}

const BLOCK = 512;

/** A tar archive of these entries, with the two blocks of zeros that end one. */
export const buildTar = (...plans: TarPlan[]): Buffer =>
  Buffer.concat([...plans.map(buildEntry), Buffer.alloc(2 * BLOCK)]);

/** A header with its content, padded. */
export function buildEntry(plan: TarPlan): Buffer {
  const { name = 'entry', flag = '0', mode = '0000644\0', target = '', prefix = '', magic = 'ustar\x0000' } = plan;
  const content = Buffer.from(plan.content ?? '');
  const block = Buffer.alloc(BLOCK);
  const put = (at: number, value: string | Buffer) => Buffer.from(value).copy(block, at);
  put(0, name);
  put(100, mode);
  put(108, plan.owner ?? '0000000\0');
  put(116, plan.owner ?? '0000000\0');
  put(124, plan.size ?? `${content.length.toString(8).padStart(11, '0')}\0`);
  put(136, plan.modified ?? '00000000000\0');
  put(156, flag);
  put(157, target);
  put(257, magic);
  put(345, prefix);
  put(148, ' '.repeat(8));
  const above = plan.signedChecksum ? 256 : 0;
  const sum = block.reduce((all, byte) => all + byte - (byte > 0x7f ? above : 0), 0);
  put(148, plan.checksum ?? `${(sum >>> 0).toString(8).padStart(6, '0')}\0 `);
  return Buffer.concat([block, content, Buffer.alloc(-content.length & (BLOCK - 1))]);
}

/** A pax extended header with these records. */
export const pax = (records: Record<string, string | Buffer>, flag = 'x'): TarPlan => ({
  name: 'pax',
  flag,
  content: Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(key, value))),
});

/** GNU tar's header for a name that is too long for its field. */
export const gnuLong = (text: string, flag: 'L' | 'K' = 'L'): TarPlan => ({
  name: '././@LongLink',
  flag,
  content: `${text}\0`,
  magic: 'ustar  ',
});

/** A binary number, as it stands where octal digits are too short. */
export function binaryNumber(value: bigint): Buffer {
  const field = Buffer.alloc(12);
  field[0] = 0x80;
  field.writeBigUInt64BE(value, 4);
  return field;
}

/** The record begins with its own length, that number's digits included. */
export function paxRecord(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length += 1;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
