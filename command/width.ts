import { stripVTControlCharacters } from 'node:util';

/** A change of colour, or one character. */
const PIECE = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m|.`, 'gsu');
/** Characters that are as wide as two: those of East Asia, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** A text without control characters except colours, cut so that it takes at most this number of columns. */
export function cutToWidth(text: string, columns: number): string {
  let room = columns;
  let cut = '';
  for (const { 0: piece } of text.matchAll(PIECE)) {
    const width = stripVTControlCharacters(piece) === '' ? 0 : WIDE.test(piece) ? 2 : 1;
    if (width > room - (width > 0 ? 1 : 0)) {
      cut += '…';
      room = 0;
      break;
    }
    room -= width;
    cut += piece;
  }
  // A colour that has begun must end.
  return cut.includes('\u001b[') ? `${cut}\u001b[0m` : cut;
}
