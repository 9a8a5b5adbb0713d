import type { DEFLATED, STORED } from './zip-format.ts';

/** Where an entry of our own reader keeps its packed form. */
export const packedContent = Symbol('packed content');

/** An entry's packed content, so that it can be copied without being unpacked. */
export interface PackedContent {
  method: typeof STORED | typeof DEFLATED;
  crc: number;
  compressedSize: number;
  /** The packed bytes, not verified beyond the entry's local header. */
  stream(): AsyncIterable<Uint8Array>;
}
