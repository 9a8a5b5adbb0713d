import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { buildEntry } from '../tar/build-tar.ts';
import { pack } from './build-zip.ts';

const BLOCK = 512;
const ENTRIES_AT_ONCE = 5_000;
const CONTENT = Buffer.from('x');
const CONTENT_CRC = 0x8cdc1683;
/** 62 folders in one another, each of one letter: with what stands in front and a file's name that is as deep as may be. */
const DEEP = 'a/'.repeat(62);

/** Writes a zip archive of many files of one byte that is never in memory as a whole. @param nameOf Gives names of one length. */
export async function writeManyZip(file: string, entries: number, nameOf: (index: number) => string): Promise<void> {
  const names = Buffer.byteLength(nameOf(0));
  const localBytes = 30 + names + CONTENT.length;
  const [local, record] = [localHeader(nameOf(0)), directoryHeader(nameOf(0))];
  async function* parts() {
    yield* inPieces(entries, (index) => {
      local.write(nameOf(index), 30);
      return Buffer.from(local);
    });
    yield* inPieces(entries, (index) => {
      record.writeUInt32LE(index * localBytes, 42);
      record.write(nameOf(index), 46);
      return Buffer.from(record);
    });
    yield endRecords(entries, entries * (46 + names), entries * localBytes);
  }
  await pipeline(parts, createWriteStream(file));
}

function* inPieces(count: number, write: (index: number) => Buffer): Generator<Buffer> {
  for (let start = 0; start < count; start += ENTRIES_AT_ONCE) {
    const length = Math.min(ENTRIES_AT_ONCE, count - start);
    yield Buffer.concat(Array.from({ length }, (_, index) => write(start + index)));
  }
}

/** Of a file that is stored as it is. */
const common = (name: string) =>
  Buffer.concat([
    pack([20, 2], [0, 2], [0, 2], [0, 2], [0x21, 2]),
    pack([CONTENT_CRC, 4], [CONTENT.length, 4], [CONTENT.length, 4], [name.length, 2], [0, 2]),
  ]);

const localHeader = (name: string) => Buffer.concat([pack([0x04034b50, 4]), common(name), Buffer.from(name), CONTENT]);

const directoryHeader = (name: string) =>
  Buffer.concat([
    pack([0x02014b50, 4], [20, 2]),
    common(name),
    pack([0, 2], [0, 2], [0, 2], [0, 4], [0, 4]),
    Buffer.from(name),
  ]);

const endRecords = (entries: number, size: number, offset: number) =>
  Buffer.concat([
    pack([0x06064b50, 4], [44, 8], [45, 2], [45, 2], [0, 4], [0, 4]),
    pack([entries, 8], [entries, 8], [size, 8], [offset, 8]),
    pack([0x07064b50, 4], [0, 4], [offset + size, 8], [1, 4]),
    pack([0x06054b50, 4], [0, 4], [0xffff, 2], [0xffff, 2], [size, 4], [offset, 4], [0, 2]),
  ]);

/** Writes a tar archive in gzip data: so many empty files, each below folders of its own, as deep as may be. */
export async function writeDeepTar(file: string, entries: number): Promise<void> {
  const head = buildEntry({ name: `${DEEP.slice(0, 60)}f`, prefix: `0000000/${DEEP.slice(60, -1)}` });
  function* blocks() {
    yield* inPieces(entries, (index) => {
      head.write(String(index).padStart(7, '0'), 345, 'latin1');
      setChecksum(head);
      return Buffer.from(head);
    });
    yield Buffer.alloc(2 * BLOCK);
  }
  await pipeline(blocks, createGzip({ level: 1 }), createWriteStream(file));
}

function setChecksum(head: Buffer): void {
  head.fill(' ', 148, 156);
  let sum = 0;
  for (const byte of head) sum += byte;
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}
