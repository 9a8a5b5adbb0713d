import { crc32, deflateRawSync } from 'node:zlib';

/** The numbers of a header that both places hold, each free to lie. */
interface HeaderFields {
  name: string | Buffer;
  flags: number;
  method: number;
  crc: number;
  compressedSize: number;
  size: number;
  extra: Buffer;
}

/** One entry, honest wherever nothing is given. */
export interface EntryPlan extends Partial<HeaderFields> {
  content?: string | Buffer;
  /** What lies in the archive in place of the packed content. */
  packed?: Buffer;
  /** What the local header says where it differs. */
  local?: Partial<HeaderFields>;
  /** Host system and version. */
  madeBy?: number;
  /** The upper half of the external attributes. */
  mode?: number;
  /** The lower half: what DOS knows of a file. */
  attributes?: number;
  /** Where the directory says that the entry lies. */
  offset?: number;
  part?: number;
  /** Bytes right behind the data. */
  after?: Buffer;
  comment?: Buffer;
}

/** What surrounds the entries, honest wherever nothing is given. */
export interface EndPlan {
  before?: Buffer;
  after?: Buffer;
  comment?: Buffer;
  entries?: number;
  entriesHere?: number;
  part?: number;
  size?: number;
  offset?: number;
  /** Bytes between the directory and the end record. */
  behindDirectory?: Buffer;
  /** Adds the ZIP64 records, with these lies. */
  zip64?: { entries?: bigint; size?: bigint; offset?: bigint; recordAt?: bigint; parts?: number };
}

const bytesOf = (text: string | Buffer) => (typeof text === 'string' ? Buffer.from(text) : text);
const EMPTY = Buffer.alloc(0);

/** Numbers as little-endian bytes, each with its width. */
export function pack(...fields: [value: number | bigint, width: 2 | 4 | 8][]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [, width]) => sum + width, 0));
  let at = 0;
  for (const [value, width] of fields) {
    if (width === 8) bytes.writeBigUInt64LE(BigInt(value), at);
    else bytes.writeUIntLE(Number(value), at, width);
    at += width;
  }
  return bytes;
}

/** An extra field. */
export const extraField = (id: number, data: Buffer) => Buffer.concat([pack([id, 2], [data.length, 2]), data]);

/** A zip archive exactly as planned, lies included. */
export function buildZip(plans: EntryPlan[], end: EndPlan = {}): Buffer {
  const before = end.before ?? EMPTY;
  const locals: Buffer[] = [];
  const headers: Buffer[] = [];
  let position = 0;
  for (const plan of plans) {
    const [honest, packed] = settle(plan);
    headers.push(directoryHeader(plan, honest, plan.offset ?? position));
    const local = Buffer.concat([localHeader({ ...honest, ...plan.local }), packed, plan.after ?? EMPTY]);
    locals.push(local);
    position += local.length;
  }
  const directory = Buffer.concat(headers);
  const behind = end.behindDirectory ?? EMPTY;
  const tail = endRecords(end, {
    entries: plans.length,
    offset: position,
    size: directory.length,
    behind: behind.length,
  });
  return Buffer.concat([before, ...locals, directory, behind, tail, end.after ?? EMPTY]);
}

function settle(plan: EntryPlan): [HeaderFields, Buffer] {
  const content = bytesOf(plan.content ?? '');
  const method = plan.method ?? 8;
  const packed = plan.packed ?? (method === 8 ? deflateRawSync(content) : content);
  const honest = { crc: crc32(content), compressedSize: packed.length, size: content.length };
  return [{ name: 'entry', flags: 0x800, extra: EMPTY, ...honest, ...plan, method }, packed];
}

function common({ flags, method, crc, compressedSize, size, name, extra }: HeaderFields): Buffer {
  const sizes = pack([crc, 4], [compressedSize, 4], [size, 4], [bytesOf(name).length, 2], [extra.length, 2]);
  return Buffer.concat([pack([20, 2], [flags, 2], [method, 2], [0, 2], [0x21, 2]), sizes]);
}

const localHeader = (fields: HeaderFields) =>
  Buffer.concat([pack([0x04034b50, 4]), common(fields), bytesOf(fields.name), fields.extra]);

function directoryHeader(plan: EntryPlan, fields: HeaderFields, offset: number): Buffer {
  const mode = plan.mode ?? 0o100644;
  const comment = plan.comment ?? EMPTY;
  return Buffer.concat([
    pack([0x02014b50, 4], [plan.madeBy ?? 0x0314, 2]),
    common(fields),
    pack([comment.length, 2], [plan.part ?? 0, 2], [0, 2], [plan.attributes ?? 0, 2], [mode, 2], [offset, 4]),
    bytesOf(fields.name),
    fields.extra,
    comment,
  ]);
}

interface Extent {
  entries: number;
  offset: number;
  size: number;
  behind: number;
}

function endRecords(plan: EndPlan, extent: Extent): Buffer {
  const part = plan.part ?? 0;
  const entries = plan.entries ?? extent.entries;
  const comment = plan.comment ?? EMPTY;
  return Buffer.concat([
    plan.zip64 === undefined ? EMPTY : zip64Records(plan.zip64, extent),
    pack([0x06054b50, 4], [part, 2], [part, 2], [plan.entriesHere ?? entries, 2], [entries, 2]),
    pack([plan.size ?? extent.size, 4], [plan.offset ?? extent.offset, 4], [comment.length, 2]),
    comment,
  ]);
}

function zip64Records(plan: NonNullable<EndPlan['zip64']>, extent: Extent): Buffer {
  const entries = plan.entries ?? BigInt(extent.entries);
  const recordAt = plan.recordAt ?? BigInt(extent.offset + extent.size + extent.behind);
  return Buffer.concat([
    pack([0x06064b50, 4], [44, 8], [45, 2], [45, 2], [0, 4], [0, 4], [entries, 8], [entries, 8]),
    pack([plan.size ?? BigInt(extent.size), 8], [plan.offset ?? BigInt(extent.offset), 8]),
    pack([0x07064b50, 4], [0, 4], [recordAt, 8], [plan.parts ?? 1, 4]),
  ]);
}
