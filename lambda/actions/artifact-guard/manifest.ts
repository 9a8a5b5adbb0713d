import { escapeLine } from '../../index.ts';
import type { ScannedFile } from './scanned-file.ts';

/** The number of characters that are written at once, so that an archive of tiny files is not written in tiny pieces. */
const PIECE = 64 * 1024;

/**
 * The text of manifest.json, made while the files come: path, size in bytes, SHA-256 and what the scan did with each.
 * Entries that are neither files nor folders are in it too, and files that nobody here can read; these have no SHA-256,
 * and `scan` and `reason` say why.
 */
export async function* writeManifest(files: AsyncIterable<ScannedFile>): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder();
  let piece = '{\n  "files": [';
  let separator = '\n    ';
  for await (const { path, size, sha256, scan, reason } of files) {
    piece += separator + escapeLine(JSON.stringify({ path, size, sha256, scan, reason }));
    separator = ',\n    ';
    if (piece.length >= PIECE) {
      yield encoder.encode(piece);
      piece = '';
    }
  }
  yield encoder.encode(`${piece}\n  ]\n}\n`);
}
