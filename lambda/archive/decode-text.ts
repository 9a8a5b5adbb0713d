/** One decoder for all names, which keeps a byte order mark as the character that it is. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The upper half of code page 437, which names are in when nothing says otherwise [APPNOTE.TXT, appendix D]. */
const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Text of no stated encoding: UTF-8 where it can be, and otherwise the code page of the first PCs, as zips have it. */
export const decodeText = (bytes: Buffer): string => decodeUtf8(bytes) ?? decodeCodePage(bytes.toString('latin1'));

/** The text, or undefined when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** @param raw One character a byte. */
export const decodeCodePage = (raw: string): string =>
  raw.replace(/[\u0080-\u00ff]/g, (byte) => CODE_PAGE_437.charAt(byte.charCodeAt(0) - 0x80));

/** Whether every character is one of the 128 that all encodings share. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
