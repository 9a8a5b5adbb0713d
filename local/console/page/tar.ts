const BLOCK = 512;
const encoder = new TextEncoder();

/** A file with its path in the folder that holds it. */
interface FolderFile {
  path: string;
  /** In bytes. */
  size: number;
}

/** A field of a header: text, and zeros up to its length. */
function put(header: Uint8Array<ArrayBuffer>, offset: number, text: string): void {
  header.set(encoder.encode(text), offset);
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');

/** A header of the ustar format (POSIX.1-2017, "pax", "ustar Interchange Format"). */
function header(name: string, size: number, type: '0' | 'x'): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  put(block, 0, name);
  put(block, 100, '0000644\0');
  put(block, 108, '0000000\0');
  put(block, 116, '0000000\0');
  put(block, 124, `${octal(size, 11)}\0`);
  put(block, 136, `${octal(0, 11)}\0`);
  put(block, 148, '        ');
  put(block, 156, type);
  put(block, 257, 'ustar\x0000');
  put(
    block,
    148,
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
  );
  return block;
}

/** A record of a pax header, which counts its own length too. */
function paxRecord(name: string, value: string): Uint8Array<ArrayBuffer> {
  const rest = ` ${name}=${value}\n`;
  const bytes = encoder.encode(rest).length;
  let length = bytes;
  while (length !== bytes + String(length).length) length = bytes + String(length).length;
  return encoder.encode(`${length}${rest}`);
}

/** What stands in front of a file in a tar archive: its path, of any length and in any letters, and its size. */
export function headersOf({ path, size }: FolderFile): Uint8Array<ArrayBuffer>[] {
  const record = paxRecord('path', path);
  const large = size >= 8 ** 11 ? [paxRecord('size', String(size))] : [];
  const total = [record, ...large].reduce((sum, { length }) => sum + length, 0);
  return [
    header('path', total, 'x'),
    record,
    ...large,
    paddingOf(total),
    header('file', large.length > 0 ? 0 : size, '0'),
  ];
}

/** Zeros up to the next whole block. */
export const paddingOf = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);

/** What ends a tar archive. */
export const endOfTar = (): Uint8Array<ArrayBuffer> => new Uint8Array(2 * BLOCK);
