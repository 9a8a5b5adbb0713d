import { hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps an archive that broke a promise. @returns the file, whose name is a hash of its content. */
export function writeFinding(folder: string, archive: Uint8Array): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${hash('sha256', archive).slice(0, 16)}.zip`);
  writeFileSync(file, archive);
  return file;
}
