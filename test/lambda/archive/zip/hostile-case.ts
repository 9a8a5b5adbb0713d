import { buildZip, type EndPlan, type EntryPlan, extraField, pack } from './build-zip.ts';

/** An archive that is refused: what is wrong, the entries, what the error says, and what surrounds the entries. */
export type HostileCase = [what: string, plans: EntryPlan[], message: RegExp, end?: EndPlan];

export const SYMLINK = 0o120777;
export const MIB = 1024 * 1024;
export const good: EntryPlan = { name: 'good.txt', content: 'good' };

/** A ZIP64 field with these numbers. */
export const zip64Extra = (...values: bigint[]) =>
  extraField(1, Buffer.concat(values.map((value) => pack([value, 8]))));

/** Bytes that pack well, but not suspiciously well. */
export function countUp(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}

/** Archives that are harmless each, and unpack to 8 MiB each when somebody opens what is in them. */
export const nestedBomb = (): EntryPlan[] =>
  Array.from({ length: 10 }, (_, i) => ({
    name: `${i}.zip`,
    content: buildZip([{ content: Buffer.alloc(8 * MIB) }]),
    method: 0,
  }));
