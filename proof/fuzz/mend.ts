import { crc32, inflateRawSync } from 'node:zlib';
import { DEFLATED, DIRECTORY_HEADER, END, LOCAL_HEADER, signatureBytes } from '../../lambda/archive/zip/zip-format.ts';

const MAX_BYTES = 2 * 1024 * 1024;

/**
 * Makes an archive agree with itself again as far as it can: checksums and sizes with the content, local headers with
 * the directory, the end record with both. Without it most changes are refused at the first check that they meet.
 */
export function mend(bytes: Buffer): Buffer {
  const headers = findAll(bytes, DIRECTORY_HEADER);
  for (const at of headers) mendEntry(bytes, at);
  const end = findAll(bytes, END).at(-1);
  const [start] = headers;
  if (start === undefined || end === undefined || end < start) return bytes;
  bytes.writeUInt16LE(headers.length, end + 8);
  bytes.writeUInt16LE(headers.length, end + 10);
  bytes.writeUInt32LE(end - start, end + 12);
  bytes.writeUInt32LE(start, end + 16);
  bytes.writeUInt16LE(Math.min(0xffff, bytes.length - end - END.bytes), end + 20);
  return bytes;
}

function mendEntry(bytes: Buffer, at: number): void {
  const local = bytes.readUInt32LE(at + 42);
  const nameBytes = bytes.readUInt16LE(at + 28);
  if (local + LOCAL_HEADER.bytes + nameBytes > bytes.length) return;
  if (bytes.readUInt32LE(local) !== LOCAL_HEADER.signature || bytes.readUInt16LE(local + 26) !== nameBytes) return;
  bytes.copy(bytes, local + LOCAL_HEADER.bytes, at + DIRECTORY_HEADER.bytes, at + DIRECTORY_HEADER.bytes + nameBytes);
  const data = local + LOCAL_HEADER.bytes + nameBytes + bytes.readUInt16LE(local + 28);
  const packed = bytes.subarray(data, data + bytes.readUInt32LE(at + 20));
  const content = unpack(packed, bytes.readUInt16LE(at + 10));
  if (content !== undefined) {
    bytes.writeUInt32LE(crc32(content), at + 16);
    bytes.writeUInt32LE(content.length, at + 24);
  }
  // Needed version to uncompressed size: the same fields in both headers.
  bytes.copy(bytes, local + 4, at + 6, at + 28);
}

function unpack(packed: Buffer, method: number): Buffer | undefined {
  if (method !== DEFLATED) return packed;
  try {
    return inflateRawSync(packed, { maxOutputLength: MAX_BYTES });
  } catch {
    return undefined;
  }
}

/** Where headers of this kind begin that lie wholly inside. */
export function findAll(bytes: Buffer, { signature, bytes: length }: { signature: number; bytes: number }): number[] {
  const places: number[] = [];
  const mark = signatureBytes(signature);
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) {
    if (at + length <= bytes.length) places.push(at);
  }
  return places;
}
