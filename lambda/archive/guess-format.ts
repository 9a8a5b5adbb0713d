/** The first bytes of the files that are most often taken for archives. */
const SIGNATURES: [string, string][] = [
  ['1f8b', 'a gzip file'],
  ['425a68', 'a bzip2 file'],
  ['fd377a585a00', 'an xz file'],
  ['28b52ffd', 'a zstd file'],
  ['377abcaf271c', 'a 7-Zip archive'],
  ['526172211a07', 'a RAR archive'],
  ['7f454c46', 'a program'],
  ['4d5a', 'a program'],
  ['255044462d', 'a PDF document'],
  ['504b0304', 'the start of a zip archive whose end is missing'],
];
const TAR_MARK_AT = 257;

/** The number of bytes that `guessFormat` needs. */
export const GUESS_BYTES = 512;

/** What a file that is not a zip archive seems to be, by its first bytes; for messages. */
export function guessFormat(head: Buffer): string {
  if (head.length === 0) return 'empty (0 bytes)';
  const known = SIGNATURES.find(([signature]) => head.toString('hex', 0, signature.length / 2) === signature);
  if (known !== undefined) return known[1];
  if (head.toString('latin1', TAR_MARK_AT, TAR_MARK_AT + 5) === 'ustar') return 'a tar archive';
  if (!isText(head)) return 'data of an unknown kind';
  const start = head.toString('utf8').trimStart();
  if (start.startsWith('<')) return 'an XML or HTML text';
  if (start.startsWith('{') || start.startsWith('[')) return 'a JSON text';
  return 'a text';
}

const isText = (bytes: Buffer) => bytes.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
