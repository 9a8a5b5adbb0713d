import type { WritableType } from '../entry-type.ts';
import {
  DATA_DESCRIPTOR,
  type DEFLATED,
  DIRECTORY_HEADER,
  DOS_DIRECTORY,
  END,
  EXTRA,
  FLAG,
  LOCAL_HEADER,
  MAX_16,
  MAX_32,
  MODE,
  type STORED,
  UNIX,
  ZIP64_END,
  ZIP64_LOCATOR,
} from './zip-format.ts';

/** Everything that an entry's headers say. */
export interface EntryFacts {
  path: string;
  type: WritableType;
  mode: number;
  method: typeof STORED | typeof DEFLATED;
  crc: number;
  compressedSize: number;
  size: number;
  offset: number;
  /** Whether size and CRC-32 follow the data, because they were not known before. */
  descriptor: boolean;
  /** MS-DOS date and time. */
  modified: { date: number; time: number };
}

/** Version 4.5 of the format brought ZIP64 [4.4.3]; 2.0 brought deflate and directories. */
const ZIP64_VERSION = 45;
const PLAIN_VERSION = 20;
const NO_EXTRA = Buffer.alloc(0);
const MADE_BY = (UNIX << 8) | ZIP64_VERSION;
const TYPE_BITS = { file: MODE.file, directory: MODE.folder, symlink: MODE.symlink };

/** What stands in front of an entry's data [4.3.7]. */
export function localHeader(facts: EntryFacts): Buffer {
  const known = facts.descriptor ? { ...facts, crc: 0, size: 0, compressedSize: 0 } : facts;
  // Here the ZIP64 field needs both sizes as soon as one is too large [4.5.3].
  const wide = known.size >= MAX_32 || known.compressedSize >= MAX_32 ? [known.size, known.compressedSize] : [];
  const header = startHeader(LOCAL_HEADER, 4, known, zip64Extra(wide));
  const [size, compressedSize] = wide.length > 0 ? [MAX_32, MAX_32] : [known.size, known.compressedSize];
  header.writeUInt32LE(compressedSize, 18);
  header.writeUInt32LE(size, 22);
  return header;
}

/** What the central directory says of an entry [4.3.12]. */
export function directoryHeader(facts: EntryFacts): Buffer {
  const { size, compressedSize, offset } = facts;
  const extra = zip64Extra([size, compressedSize, offset].filter((value) => value >= MAX_32));
  const header = startHeader(DIRECTORY_HEADER, 6, facts, extra);
  header.writeUInt16LE(MADE_BY, 4);
  header.writeUInt32LE(Math.min(compressedSize, MAX_32), 20);
  header.writeUInt32LE(Math.min(size, MAX_32), 24);
  header.writeUInt16LE(facts.type === 'directory' ? DOS_DIRECTORY : 0, 38);
  header.writeUInt16LE(TYPE_BITS[facts.type] | facts.mode, 40);
  header.writeUInt32LE(Math.min(offset, MAX_32), 42);
  return header;
}

/** A header with the signature, the name, the extra field, and what both kinds have: from the needed version, which is at `at`, on. */
function startHeader(kind: { signature: number; bytes: number }, at: number, facts: EntryFacts, extra: Buffer): Buffer {
  const name = Buffer.from(facts.type === 'directory' ? `${facts.path}/` : facts.path);
  // Memory of its own: a header that is kept must not keep a whole pooled block alive.
  const header = Buffer.alloc(kind.bytes + name.length + extra.length);
  header.writeUInt32LE(kind.signature, 0);
  header.writeUInt16LE(extra.length > 0 ? ZIP64_VERSION : PLAIN_VERSION, at);
  header.writeUInt16LE(FLAG.utf8 | (facts.descriptor ? FLAG.descriptor : 0), at + 2);
  header.writeUInt16LE(facts.method, at + 4);
  header.writeUInt16LE(facts.modified.time, at + 6);
  header.writeUInt16LE(facts.modified.date, at + 8);
  header.writeUInt32LE(facts.crc, at + 10);
  header.writeUInt16LE(name.length, at + 22);
  header.writeUInt16LE(extra.length, at + 24);
  header.set(name, kind.bytes);
  header.set(extra, kind.bytes + name.length);
  return header;
}

/** What follows the data of an entry whose sizes were not known before; wide when the directory's sizes are [4.3.9]. */
export function dataDescriptor({ crc, size, compressedSize }: EntryFacts): Buffer {
  const wide = size >= MAX_32 || compressedSize >= MAX_32;
  const bytes = Buffer.alloc(wide ? DATA_DESCRIPTOR.zip64Bytes : DATA_DESCRIPTOR.bytes);
  bytes.writeUInt32LE(DATA_DESCRIPTOR.signature, 0);
  bytes.writeUInt32LE(crc, 4);
  if (wide) {
    bytes.writeBigUInt64LE(BigInt(compressedSize), 8);
    bytes.writeBigUInt64LE(BigInt(size), 16);
  } else {
    bytes.writeUInt32LE(compressedSize, 8);
    bytes.writeUInt32LE(size, 12);
  }
  return bytes;
}

/** The records behind the directory, with the ZIP64 ones when a number needs them. */
export function endRecords({ entries, offset, size }: { entries: number; offset: number; size: number }): Buffer {
  const end = Buffer.alloc(END.bytes);
  end.writeUInt32LE(END.signature, 0);
  end.writeUInt16LE(Math.min(entries, MAX_16), 8);
  end.writeUInt16LE(Math.min(entries, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_32), 16);
  if (entries < MAX_16 && size < MAX_32 && offset < MAX_32) return end;
  const zip64 = Buffer.alloc(ZIP64_END.bytes);
  zip64.writeUInt32LE(ZIP64_END.signature, 0);
  zip64.writeBigUInt64LE(BigInt(ZIP64_END.bytes - 12), 4);
  zip64.writeUInt16LE(MADE_BY, 12);
  zip64.writeUInt16LE(ZIP64_VERSION, 14);
  for (const [index, value] of [entries, entries, size, offset].entries()) {
    zip64.writeBigUInt64LE(BigInt(value), 24 + 8 * index);
  }
  const locator = Buffer.alloc(ZIP64_LOCATOR.bytes);
  locator.writeUInt32LE(ZIP64_LOCATOR.signature, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([zip64, locator, end]);
}

function zip64Extra(values: number[]): Buffer {
  if (values.length === 0) return NO_EXTRA;
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(EXTRA.zip64, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}
