import { isUtf8 } from 'node:buffer';

/** As much as git looks at to tell a binary file from a text. */
const SNIFFED = 8 * 1024;

/**
 * The text of a file, or undefined when it is binary: a NUL byte in its first 8 KiB. UTF-16 is known by its byte order
 * mark; what is not valid UTF-8 is read as Latin-1, so that one stray byte does not hide a file from the scan.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.subarray(0, SNIFFED).includes(0)) return undefined;
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'latin1').decode(bytes);
}
